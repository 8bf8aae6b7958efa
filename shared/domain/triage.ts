import { z } from 'zod';
import { platform, type Side, side } from './endpoint.ts';
import { type Comparison, comparison, type SideReport, sideReport } from './inspection.ts';

/** Where a name of the domain points, as the world sees it. */
export const pointing = z.object({
  /** The name that was asked for. */
  name: z.string(),
  /** `practice`: a name reserved for tests and examples (RFC 6761), which no server of the world knows; it was not asked for. */
  state: z.enum(['found', 'none', 'practice', 'failed']),
  /** Mail exchangers with the most preferred first, or what the name stands for. */
  targets: z.array(z.string()),
  /** Which of the two servers of this mailbox that is; null when neither is recognised. */
  side: side.nullable(),
  platform: platform.nullable(),
  /** What the answer rests on, or why there is none. */
  evidence: z.string(),
});
export type Pointing = z.infer<typeof pointing>;

/** The newest message of one side. */
export const newestMail = z.object({
  /** ISO 8601 and folder; null when there is no mail. */
  newest: z.object({ date: z.string(), folder: z.string() }).nullable(),
  folders: z.number().int(),
  /** False when time ran out before all folders were looked at. */
  complete: z.boolean(),
  /** Why it is not known, in words; null when it is. */
  problem: z.string().nullable(),
});
export type NewestMail = z.infer<typeof newestMail>;

/** One thing learned while looking at a mailbox, sent as soon as it is known. */
export const triageNews = z.discriminatedUnion('line', [
  z.object({ line: z.literal('login'), at: z.string(), report: sideReport }),
  z.object({ line: z.literal('sides'), comparison }),
  z.object({ line: z.literal('newest'), at: z.string(), side, newest: newestMail }),
  z.object({ line: z.literal('routing'), at: z.string(), pointing }),
  z.object({ line: z.literal('webmail'), at: z.string(), pointing }),
]);
export type TriageNews = z.infer<typeof triageNews>;

/** What was learned, each with the moment at which it was true. */
export interface TriageFindings {
  readonly logins: Partial<Readonly<Record<Side, { readonly at: string; readonly report: SideReport }>>>;
  readonly newest: Partial<Readonly<Record<Side, { readonly at: string; readonly newest: NewestMail }>>>;
  readonly routing: { readonly at: string; readonly pointing: Pointing } | null;
  readonly webmail: { readonly at: string; readonly pointing: Pointing } | null;
}

export const nothingLearned: TriageFindings = { logins: {}, newest: {}, routing: null, webmail: null };

/** Adds one piece of news to what is known. */
export function learn(known: TriageFindings, news: TriageNews): TriageFindings {
  const { at } = news.line === 'sides' ? news.comparison : news;
  switch (news.line) {
    case 'login':
      return { ...known, logins: { ...known.logins, [news.report.side]: { at, report: news.report } } };
    case 'sides': {
      const { source, destination } = news.comparison;
      return { ...known, logins: { source: { at, report: source }, destination: { at, report: destination } } };
    }
    case 'newest':
      return { ...known, newest: { ...known.newest, [news.side]: { at, newest: news.newest } } };
    default:
      return { ...known, [news.line]: { at, pointing: news.pointing } };
  }
}

/** How two folder trees differ by their counts alone; nothing of it is a comparison of messages. */
export interface CountDifference {
  /** Folders whose messages are fewer at the destination, the worst first. */
  readonly behind: readonly { readonly folder: string; readonly messages: number }[];
  /** Folders with more messages at the destination than the source has. */
  readonly ahead: readonly { readonly folder: string; readonly messages: number }[];
  readonly sourceMessages: number;
  readonly destinationMessages: number;
  readonly folders: number;
}

/** The difference by counts of all folders that are to go over; null while one of the sides is not known. */
export function countDifference(both: Pick<Comparison, 'source' | 'destination' | 'folders'>): CountDifference | null {
  if (!both.source.ok || !both.destination.ok) return null;
  const targets = new Map<string, { names: string[]; source: number; destination: number }>();
  let folders = 0;
  for (const { source, destination, map } of both.folders) {
    if (!source?.status || map?.destination == null) continue;
    folders += 1;
    const target = targets.get(map.destination) ?? { names: [], source: 0, destination: 0 };
    target.names.push(source.path);
    target.source += source.status.messages;
    target.destination = destination?.status?.messages ?? 0;
    targets.set(map.destination, target);
  }
  const all = [...targets.values()].map((target) => ({
    folder: target.names.join(' and '),
    messages: target.destination - target.source,
  }));
  const sum = (read: (target: { source: number; destination: number }) => number): number =>
    [...targets.values()].reduce((total, target) => total + read(target), 0);
  return {
    behind: all
      .filter(({ messages }) => messages < 0)
      .map((entry) => ({ ...entry, messages: -entry.messages }))
      .sort((a, b) => b.messages - a.messages),
    ahead: all.filter(({ messages }) => messages > 0).sort((a, b) => b.messages - a.messages),
    sourceMessages: sum((target) => target.source),
    destinationMessages: sum((target) => target.destination),
    folders,
  };
}
