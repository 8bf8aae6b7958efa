import { matchMessages } from '../../../shared/domain/comparison.ts';
import { type ErrorWire, isAppError } from '../../../shared/domain/errors.ts';
import {
  type FindAnswer,
  type FoundMail,
  isWanted,
  type SearchedSide,
  type WantedMail,
} from '../../../shared/domain/find-message.ts';
import type { Comparison } from '../../../shared/domain/inspection.ts';
import type { Finding, FindingKind } from '../../../shared/domain/verification.ts';
import { type CompareInput, closeSides, comparisonOf, type SideView, viewSide } from '../transfer/compare-sides.ts';
import type { LedgerEntry } from '../workspace/ledger.ts';
import { readHits, type SideHit, type SideHits, searchOrNull, searchSide } from './search-side.ts';

export interface FindInput extends CompareInput {
  readonly wanted: WantedMail;
  /** Of the last comparison: what it says of single messages. */
  readonly findings: readonly Finding[];
  readonly now: () => number;
  readonly patienceMs: number;
}

/** Findings that say why a source message is not at the destination. */
const REASONS: ReadonlySet<FindingKind> = new Set<FindingKind>(['refused', 'too-big', 'unreadable']);
/** Of so many messages the other side is asked one by one. */
const ASKED_SINGLY = 50;

/** Searches both sides, the ledger and the findings for a message, and says of each hit where it is. Changes nothing. */
export async function findMessage(input: FindInput): Promise<FindAnswer> {
  const views = [viewSide(input.source, input), viewSide(input.destination, input)] as const;
  try {
    const [source, destination] = await Promise.all(views);
    const untilMs = input.now() + input.patienceMs;
    const [here, there] = await Promise.all([
      hitsOf(source, input, { now: input.now, untilMs }),
      hitsOf(destination, input, { now: input.now, untilMs }),
    ]);
    const found = await new Whereabouts(
      input,
      comparisonOf(source, destination, input),
      here,
      there,
      destination,
    ).all();
    return {
      at: new Date(input.now()).toISOString(),
      wanted: input.wanted,
      found: found.sort((a, b) => (b.date ?? '').localeCompare(a.date ?? '')),
      source: searched(here),
      destination: searched(there),
    };
  } finally {
    await closeSides(views);
  }
}

interface Searched extends SideHits {
  readonly error: ErrorWire | null;
}

async function hitsOf(
  { report, session, folders }: SideView,
  { wanted, signal }: FindInput,
  patience: { readonly now: () => number; readonly untilMs: number },
): Promise<Searched> {
  const nothing = { hits: [], folders: 0, messages: 0, limits: [] };
  if (session === null || folders === null) return { ...nothing, error: report.error };
  try {
    return { ...(await searchSide(session, folders, wanted, patience)), error: null };
  } catch (error) {
    signal?.throwIfAborted();
    if (!isAppError(error)) throw error;
    return { ...nothing, error: error.wire };
  }
}

function searched({ error, folders, messages, limits }: Searched): SearchedSide {
  return { error, folders, messages, limited: limits.length === 0 ? null : `${limits.join('; ')}.` };
}

/** Puts the hits of both sides together. */
class Whereabouts {
  readonly #input: FindInput;
  readonly #here: Searched;
  readonly #there: Searched;
  readonly #destination: SideView;
  /** Source folder to the destination folder it goes to. */
  readonly #mapped: ReadonlyMap<string, string>;
  readonly #entries = new Map<string, ReadonlyMap<number, LedgerEntry>>();

  constructor(input: FindInput, both: Comparison, here: Searched, there: Searched, destination: SideView) {
    this.#input = input;
    this.#here = here;
    this.#there = there;
    this.#destination = destination;
    this.#mapped = new Map(
      both.folders.flatMap(({ map }) => (map?.destination ? [[map.source, map.destination]] : [])),
    );
  }

  async all(): Promise<FoundMail[]> {
    const pairs = this.#pairs();
    const taken = new Set(pairs.values());
    const found: FoundMail[] = [];
    let asked = 0;
    for (const hit of this.#here.hits) {
      const partner = pairs.get(hit) ?? (asked++ < ASKED_SINGLY ? await this.#ask(hit) : null);
      if (partner) taken.add(partner);
      found.push(partner ? this.#onBoth(hit, partner) : this.#onSourceOnly(hit, asked > ASKED_SINGLY));
    }
    const takenPlaces = new Set([...taken].map((hit) => placeOf(hit)));
    for (const hit of this.#there.hits) if (!takenPlaces.has(placeOf(hit))) found.push(this.#onDestinationOnly(hit));
    return [...found, ...this.#byFindings(found)];
  }

  /** What the ledger knows first, then by identity: in the folder where it belongs, then anywhere. */
  #pairs(): Map<SideHit, SideHit> {
    const pairs = new Map<SideHit, SideHit>();
    const there = new Map(this.#there.hits.map((hit) => [placeOf(hit), hit]));
    for (const hit of this.#here.hits) {
      const uid = this.#entry(hit)?.destinationUid;
      const copy = uid == null ? undefined : there.get(`${this.#mapped.get(hit.folder)}\0${uid}`);
      if (copy) pairs.set(hit, copy);
    }
    this.#match(pairs, (hit, copy) => this.#mapped.get(hit.folder) === copy.folder);
    this.#match(pairs, () => true);
    return pairs;
  }

  #match(pairs: Map<SideHit, SideHit>, together: (hit: SideHit, copy: SideHit) => boolean): void {
    const used = new Set(pairs.values());
    const free = this.#there.hits.filter((copy) => !used.has(copy));
    const lone = this.#here.hits.filter((hit) => !pairs.has(hit));
    for (const folder of new Set(lone.map((hit) => hit.folder))) {
      const here = lone.filter((hit) => hit.folder === folder);
      const first = here[0];
      if (first === undefined) continue;
      const candidates = free.filter((copy) => !used.has(copy) && together(first, copy));
      const { matches } = matchMessages(numbered(here), numbered(candidates));
      for (const match of matches) {
        const [hit, copy] = [here[match.source], candidates[match.destination]];
        if (!hit || !copy) continue;
        pairs.set(hit, copy);
        used.add(copy);
      }
    }
  }

  /** Where the search of the destination left something out, it is asked for this very message. */
  async #ask(hit: SideHit): Promise<SideHit | null> {
    const { session, folders } = this.#destination;
    const { messageId } = hit.shown;
    if (session === null || folders === null || this.#there.limits.length === 0 || messageId === null) return null;
    const own = this.#mapped.get(hit.folder);
    const inOrder = folders
      .filter((folder) => folder.selectable && (folder.status?.messages ?? 1) > 0)
      .toSorted((a, b) => Number(b.path === own) - Number(a.path === own));
    for (const { path } of inOrder) {
      const { uidValidity } = await session.examine(path);
      const uids = await searchOrNull(session, [{ key: 'message-id', value: messageId }]);
      if (uids === null) return null;
      const copies: SideHit[] = [];
      await readHits(session, path, uidValidity, uids, () => true, copies);
      const match = matchMessages(numbered([hit]), numbered(copies)).matches[0];
      if (match) return copies[match.destination] ?? null;
    }
    return null;
  }

  #onBoth(hit: SideHit, copy: SideHit): FoundMail {
    const own = this.#mapped.get(hit.folder);
    const where = own === copy.folder ? 'both' : 'elsewhere';
    const detail =
      where === 'both'
        ? 'On both sides, in the folder where it belongs.'
        : `At the destination, but in "${copy.folder}"${own === undefined ? '' : ` instead of "${own}"`}.`;
    return { ...shownOf(hit), source: at(hit), destination: at(copy), where, detail };
  }

  #onSourceOnly(hit: SideHit, notAsked: boolean): FoundMail {
    const only = (where: FoundMail['where'], detail: string): FoundMail => ({
      ...shownOf(hit),
      source: at(hit),
      destination: null,
      where,
      detail,
    });
    if (this.#there.error) return only('unknown', 'On the old side; the new side could not be searched.');
    const entry = this.#entry(hit);
    const reason = this.#input.findings.find(
      (finding) =>
        REASONS.has(finding.kind) && finding.sourceFolder === hit.folder && finding.sourceUid === hit.listing.uid,
    );
    if (entry?.state === 'committed' || entry?.state === 'found')
      return only('deleted-later', 'It was at the destination after a copy, and somebody has deleted it there since.');
    if (reason) return only('refused', reason.detail);
    if (entry?.state === 'refused')
      return only('refused', 'The destination did not take it, or it was left out on purpose.');
    const unsure = this.#there.limits.length > 0 && (notAsked || hit.shown.messageId === null);
    if (unsure) return only('unknown', 'On the old side; the new side was not searched well enough to say more.');
    return only('old-only', 'On the old side only; it was never copied.');
  }

  #onDestinationOnly(hit: SideHit): FoundMail {
    const only = (where: FoundMail['where'], detail: string): FoundMail => ({
      ...shownOf(hit),
      key: `there ${placeOf(hit)}`,
      source: null,
      destination: at(hit),
      where,
      detail,
    });
    if (this.#here.error) return only('unknown', 'On the new side; the old side could not be searched.');
    if (this.#copiedTo(hit)) return only('new-only', 'Copied from the old side, which does not have it any more.');
    if (this.#here.limits.length > 0)
      return only('unknown', 'On the new side; the old side was not searched well enough to say more.');
    return only('new-only', 'On the new side only, for instance new mail.');
  }

  /** Messages that the last comparison names and that neither search has found, for instance because a side is down. */
  #byFindings(found: readonly FoundMail[]): FoundMail[] {
    if (this.#here.error === null) return [];
    const { wanted, findings } = this.#input;
    const known = new Set(found.flatMap(({ source }) => (source ? [`${source.folder}\0${source.uid}`] : [])));
    return findings.flatMap((finding): FoundMail[] => {
      const { sourceFolder: folder, sourceUid: uid, kind } = finding;
      if (folder === null || uid === null || known.has(`${folder}\0${uid}`)) return [];
      if (kind !== 'missing' && !REASONS.has(kind)) return [];
      if (!withinDays(wanted, finding.date) || !isWanted(wanted, { ...finding, to: '' })) return [];
      const { subject, from, date, size, detail } = finding;
      return [
        {
          key: `finding ${finding.id}`,
          subject,
          from,
          date,
          size,
          source: { folder, uid },
          destination: null,
          where: REASONS.has(kind) ? 'refused' : 'old-only',
          detail: `By the last comparison: ${detail}`,
        },
      ];
    });
  }

  #entry(hit: SideHit): LedgerEntry | undefined {
    const key = `${hit.folder}\0${hit.uidValidity}`;
    let entries = this.#entries.get(key);
    if (entries === undefined) {
      const { ledger, mailboxId } = this.#input;
      const line = ledger
        .folders(mailboxId)
        .findLast((entry) => entry.sourcePath === hit.folder && entry.sourceUidValidity === hit.uidValidity);
      entries = new Map((line ? ledger.entries(line.id) : []).map((entry) => [entry.sourceUid, entry]));
      this.#entries.set(key, entries);
    }
    return entries.get(hit.listing.uid);
  }

  #copiedTo(hit: SideHit): boolean {
    const { ledger, mailboxId } = this.#input;
    return ledger
      .folders(mailboxId)
      .filter((line) => line.destinationPath === hit.folder && line.destinationUidValidity === hit.uidValidity)
      .some((line) => ledger.entries(line.id).some((entry) => entry.destinationUid === hit.listing.uid));
  }
}

function placeOf(hit: SideHit): string {
  return `${hit.folder}\0${hit.listing.uid}`;
}

function at(hit: SideHit): { folder: string; uid: number } {
  return { folder: hit.folder, uid: hit.listing.uid };
}

function numbered(hits: readonly SideHit[]) {
  return hits.map((hit, index) => ({ ...hit.identity, uid: index }));
}

function shownOf(hit: SideHit): Pick<FoundMail, 'key' | 'subject' | 'from' | 'date' | 'size'> {
  const { dateMs } = hit.identity;
  return {
    key: placeOf(hit),
    subject: hit.shown.subject,
    from: hit.shown.from,
    date: Number.isNaN(dateMs) ? null : new Date(dateMs).toISOString(),
    size: hit.listing.size,
  };
}

function withinDays({ since, before }: WantedMail, date: string | null): boolean {
  if (date === null) return true;
  const day = date.slice(0, 10);
  return (since === null || day >= since) && (before === null || day < before);
}
