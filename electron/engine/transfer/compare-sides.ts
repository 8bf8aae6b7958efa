import type { MailLogin, Side } from '../../../shared/domain/endpoint.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { FolderFacts, FolderMapChoice, FolderMapEntry } from '../../../shared/domain/folder.ts';
import { planFolderMap } from '../../../shared/domain/folder-map.ts';
import type { Comparison, FolderPair, Quota, SideReport } from '../../../shared/domain/inspection.ts';
import { openSession } from '../mail/connect.ts';
import { toMailError } from '../mail/errors.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import type { MailSession } from '../mail/session.ts';
import type { Ledger } from '../workspace/ledger.ts';

export interface CompareInput {
  readonly source: MailLogin;
  readonly destination: MailLogin;
  readonly choices: readonly FolderMapChoice[];
  readonly secrets: SecretSource;
  readonly signal?: AbortSignal;
  /** Where earlier runs of this mailbox put its folders is in its ledger. */
  readonly ledger: Ledger;
  readonly mailboxId: string;
}

/** One side as it was read: the report for the screen, and the folders where the login worked. */
export interface SideView {
  readonly report: SideReport;
  readonly folders: readonly FolderFacts[] | null;
  /** Still open, for whoever wants to look further; null where the side could not be read. */
  readonly session: MailSession | null;
}

/** Reads both folder trees side by side. A side that fails says why in its report; the other one is shown all the same. */
export async function compareSides(input: CompareInput): Promise<Comparison> {
  const views = [viewSide(input.source, input), viewSide(input.destination, input)] as const;
  try {
    return comparisonOf(await views[0], await views[1], input);
  } finally {
    await closeSides(views);
  }
}

/** Closes whatever sessions looking at both sides has opened, or will have. */
export async function closeSides(views: readonly Promise<SideView>[]): Promise<void> {
  const settled = await Promise.allSettled(views);
  await Promise.all(settled.map((view) => (view.status === 'fulfilled' ? view.value.session?.close() : undefined)));
}

/** Two sides that were read, side by side. */
export function comparisonOf(source: SideView, destination: SideView, input: CompareInput): Comparison {
  return {
    at: new Date().toISOString(),
    source: source.report,
    destination: destination.report,
    folders: alignFolders(source, destination, input),
  };
}

/** The folder map these choices would give now. Rejects when one of the sides cannot be read. */
export async function previewFolderMap(input: CompareInput): Promise<FolderMapEntry[]> {
  const comparison = await compareSides(input);
  for (const side of [comparison.source, comparison.destination]) {
    if (side.error !== null) throw new AppError(side.error);
  }
  return comparison.folders.flatMap((pair) => pair.map ?? []);
}

/** The folder map between two lists of folders, with the destination's own way of naming. */
export function mapBetween(
  source: { readonly folders: readonly FolderFacts[]; readonly prefix: string },
  destination: { readonly folders: readonly FolderFacts[]; readonly prefix: string; readonly delimiter: string | null },
  choices: readonly FolderMapChoice[],
  earlier: ReadonlyMap<string, string>,
): FolderMapEntry[] {
  const delimiter = destination.folders.find((folder) => folder.delimiter !== null)?.delimiter ?? destination.delimiter;
  return planFolderMap({
    source: source.folders,
    sourcePrefix: source.prefix,
    destination: destination.folders,
    rules: { delimiter, prefix: destination.prefix },
    choices,
    earlier,
  });
}

/**
 * Logs in on one side and reads its folders and quota. Where that works the session stays open: whoever asked closes it.
 * `onLogin` hears of the login before the folders are read.
 */
export async function viewSide(
  login: MailLogin,
  input: Pick<CompareInput, 'secrets' | 'signal'>,
  onLogin: (report: SideReport) => void = () => undefined,
): Promise<SideView> {
  const started = performance.now();
  let session: MailSession | null = null;
  try {
    session = await openSession(login, input.secrets, input.signal);
    const connectMs = Math.round(performance.now() - started);
    const report = { side: login.side, ok: true, error: null, facts: session.facts, quota: null, connectMs };
    onLogin(report);
    const folders = await session.listWithStatus();
    return { report: { ...report, quota: await quotaOrNull(session) }, folders, session };
  } catch (error) {
    await session?.close();
    input.signal?.throwIfAborted();
    const { wire } = toMailError(error, contextOf(login));
    const facts = session?.facts ?? null;
    return {
      report: { side: login.side, ok: false, error: wire, facts, quota: null, connectMs: null },
      folders: null,
      session: null,
    };
  }
}

/** Quota is good to know but no reason to fail. */
async function quotaOrNull(session: MailSession): Promise<Quota | null> {
  try {
    return await session.quota();
  } catch {
    return null;
  }
}

/** One line per source folder in the source's order, then the folders that are only at the destination. */
function alignFolders(source: SideView, destination: SideView, input: CompareInput): FolderPair[] {
  const there = new Map((destination.folders ?? []).map((folder) => [folder.path, folder]));
  if (source.folders === null) {
    return [...there.values()].map((folder) => ({
      key: `destination:${folder.path}`,
      source: null,
      destination: folder,
      map: null,
    }));
  }
  const map = mapBetween(
    { folders: source.folders, prefix: source.report.facts?.prefix ?? '' },
    {
      folders: destination.folders ?? [],
      prefix: destination.report.facts?.prefix ?? '',
      // Before the destination answered nothing is known of its names; the source's delimiter shows the tree as it is.
      delimiter:
        destination.report.facts?.delimiter ??
        source.folders.find((folder) => folder.delimiter !== null)?.delimiter ??
        null,
    },
    input.choices,
    input.ledger.places(input.mailboxId),
  );
  const entries = new Map(map.map((entry) => [entry.source, entry]));
  const used = new Set<string>();
  const pairs: FolderPair[] = source.folders.map((folder) => {
    const entry = entries.get(folder.path) ?? null;
    const partner = entry?.destination == null ? null : (there.get(entry.destination) ?? null);
    if (partner !== null) used.add(partner.path);
    return { key: `source:${folder.path}`, source: folder, destination: partner, map: entry };
  });
  for (const folder of there.values()) {
    if (!used.has(folder.path))
      pairs.push({ key: `destination:${folder.path}`, source: null, destination: folder, map: null });
  }
  return pairs;
}

function contextOf(login: MailLogin): { side: Side; host: string; port: number; user: string } {
  return { side: login.side, host: login.endpoint.host, port: login.endpoint.port, user: login.user };
}
