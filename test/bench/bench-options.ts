import { parseArgs } from 'node:util';
import { profiles, type Work, works } from './works.ts';

/** What the bench is asked to do. */
export interface BenchOptions {
  readonly works: readonly Work[];
  /** Instead of the works' own number. */
  readonly messages: number | undefined;
  readonly runs: number;
  /** Keys of the tools beside Mailferry; undefined: all. */
  readonly peers: readonly string[] | undefined;
  readonly imapsync: string;
  readonly json: string | undefined;
  readonly limit: number;
  /** Longest wait for a quiet machine before each run, in seconds. */
  readonly quiet: number;
}

/** Wrong use of the bench; the message says what is right. */
export class UsageError extends Error {}

/** How the bench is called. */
export const usage = `npm run bench -- [options]

  --only IDS         these works alone, with commas between: ${works.map(({ id }) => id).join(', ')}
  --profile NAME     one work of your own instead: ${Object.keys(profiles).join(', ')}
  --messages N       so many messages instead of the work's own number
  --rtt MS           this round trip on both sides
  --bandwidth MBIT   at most so many megabits per second, for each side and direction
  --runs N           runs of each tool (3); the slow ones run once
  --peers NAMES      only these beside Mailferry: mbsync, dsync, offlineimap, imapsync, raw; or "all", or "none"
  --imapsync PATH    the imapsync to use (imapsync)
  --quiet SECONDS    waits before each run, at most so long, until the machine has little else to do (0)
  --limit SECONDS    longest time for one run of one tool (300)
  --json FILE        writes the results as JSON
  --help             this text

A work that is changed by --messages, --rtt or --bandwidth is measured, but not judged.`;

const known = ['mbsync', 'dsync', 'offlineimap', 'imapsync', 'raw'];

function numberOf(name: string, text: string | undefined, least: number, whole = true): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < least || (whole && !Number.isInteger(value))) {
    throw new UsageError(`--${name} ${text}: give a ${whole ? 'whole number' : 'number'} of at least ${least}`);
  }
  return value;
}

function namesOf(option: string, text: string, names: readonly string[]): string[] {
  const chosen = text.split(',').filter((name) => name !== '');
  const strange = chosen.find((name) => !names.includes(name));
  if (strange !== undefined) throw new UsageError(`--${option} ${strange}: there are ${names.join(', ')}`);
  return chosen;
}

function peersOf(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  if (text === 'all') return known;
  return text === 'none' ? [] : namesOf('peers', text, known);
}

/** Reads the command line; null when only help is wanted. Throws {@link UsageError}. */
export function readOptions(args: readonly string[]): BenchOptions | null {
  const { values } = parse(args);
  if (values.help) return null;
  if (values.only !== undefined && values.profile !== undefined)
    throw new UsageError('--only and --profile exclude each other');
  const messages = numberOf('messages', values.messages, 1);
  const rtt = numberOf('rtt', values.rtt, 0, false);
  const bandwidth = numberOf('bandwidth', values.bandwidth, 0.1, false);
  const changed = {
    ...(rtt === undefined ? {} : { rttMs: rtt }),
    ...(bandwidth === undefined ? {} : { megabitsPerSecond: bandwidth }),
    ...(messages === undefined && rtt === undefined && bandwidth === undefined ? {} : { bars: [] }),
  };
  const chosen =
    values.only === undefined
      ? null
      : namesOf(
          'only',
          values.only,
          works.map(({ id }) => id),
        );
  const wanted =
    values.profile === undefined ? works.filter(({ id }) => chosen?.includes(id) ?? true) : [own(values.profile)];
  return {
    works: wanted.map((work) => ({
      ...work,
      ...changed,
      title: `${work.title}${Object.keys(changed).length === 0 ? '' : ` (changed:${changes(messages, rtt, bandwidth)})`}`,
    })),
    messages,
    runs: numberOf('runs', values.runs, 1) ?? 3,
    peers: peersOf(values.peers),
    imapsync: values.imapsync ?? 'imapsync',
    json: values.json,
    quiet: numberOf('quiet', values.quiet, 0) ?? 0,
    limit: numberOf('limit', values.limit, 1) ?? 300,
  };
}

function changes(messages: number | undefined, rtt: number | undefined, bandwidth: number | undefined): string {
  return [
    messages === undefined ? '' : ` ${messages} messages`,
    rtt === undefined ? '' : ` RTT ${rtt} ms`,
    bandwidth === undefined ? '' : ` ${bandwidth} Mbit/s`,
  ].join('');
}

function own(profile: string): Work {
  const mailbox = profiles[profile];
  if (mailbox === undefined) {
    throw new UsageError(`--profile ${profile}: there are ${Object.keys(profiles).join(', ')}`);
  }
  return { id: profile, title: profile, pass: 'first', rttMs: 0, megabitsPerSecond: null, mailbox, bars: [] };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: text,
        profile: text,
        messages: text,
        rtt: text,
        bandwidth: text,
        runs: text,
        peers: text,
        imapsync: text,
        quiet: text,
        limit: text,
        json: text,
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
