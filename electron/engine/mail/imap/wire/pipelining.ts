/**
 * Which commands may be on their way together (RFC 3501 5.5): those whose answers cannot be taken for one another's. A server
 * works through them in order, so a whole group costs the round trip of one.
 */

interface Traits {
  /** Untagged responses that answer it. */
  readonly answers: readonly string[];
  /** Changes the connection itself: nothing goes before it is done, and it waits for everything. */
  readonly alone?: true;
  /** Several of a kind may be under way: their answers name what they are about, or come in the order of the commands. */
  readonly repeats?: true;
  /** Opens a folder, or means the folder that is open. */
  readonly folder?: 'opens' | 'uses';
}

const OPENING = ['EXISTS', 'OK', 'FLAGS'] as const;

const TRAITS = {
  CAPABILITY: { answers: ['CAPABILITY'] },
  STARTTLS: { answers: [], alone: true },
  AUTHENTICATE: { answers: [], alone: true },
  LOGIN: { answers: [], alone: true },
  // Flushes nothing: what follows its OK is compressed (RFC 4978).
  COMPRESS: { answers: [], alone: true },
  LOGOUT: { answers: [], alone: true },
  NOOP: { answers: [] },
  ID: { answers: ['ID'] },
  NAMESPACE: { answers: ['NAMESPACE'] },
  // With RETURN (STATUS …) the server sends both (RFC 5819).
  LIST: { answers: ['LIST', 'STATUS'] },
  LSUB: { answers: ['LSUB'] },
  STATUS: { answers: ['STATUS'], repeats: true },
  CREATE: { answers: [], repeats: true },
  SUBSCRIBE: { answers: [], repeats: true },
  GETQUOTAROOT: { answers: ['QUOTA'] },
  APPEND: { answers: [], repeats: true },
  SELECT: { answers: OPENING, folder: 'opens' },
  EXAMINE: { answers: OPENING, folder: 'opens' },
  // Of several FETCHes the server answers the first one first, also where a folder is opened in between.
  'UID SEARCH': { answers: ['SEARCH'], folder: 'uses' },
  'UID FETCH': { answers: ['FETCH'], repeats: true, folder: 'uses' },
  'UID STORE': { answers: ['FETCH'], repeats: true, folder: 'uses' },
  // They take messages away: nothing is asked before it is known how each of them went.
  'UID COPY': { answers: ['OK'], alone: true, folder: 'uses' },
  'UID MOVE': { answers: ['OK', 'EXPUNGE'], alone: true, folder: 'uses' },
  'UID EXPUNGE': { answers: ['EXPUNGE'], alone: true, folder: 'uses' },
} as const satisfies Readonly<Record<string, Traits>>;

/** A command Mailferry knows. */
export type CommandName = keyof typeof TRAITS;

/** A server that answers nothing while it is sent commands would fill both directions of the line. */
const MAX_IN_FLIGHT = 64;

/** Whether a command may be sent while these are still unanswered. */
export function mayFollow(name: CommandName, inFlight: readonly CommandName[]): boolean {
  if (inFlight.length === 0) return true;
  if (inFlight.length >= MAX_IN_FLIGHT) return false;
  return inFlight.every((other) => together(other, name));
}

/** Whether a command opens a folder or needs the one that is opened before it. */
export function folderRole(name: CommandName): 'opens' | 'uses' | null {
  const traits: Traits = TRAITS[name];
  return traits.folder ?? null;
}

function together(first: CommandName, second: CommandName): boolean {
  const [a, b]: readonly [Traits, Traits] = [TRAITS[first], TRAITS[second]];
  if (a.alone || b.alone) return false;
  if (first === second) return a.repeats === true;
  return !a.answers.some((answer) => b.answers.includes(answer));
}
