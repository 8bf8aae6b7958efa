/** Something that left the client, or reached it. */
export interface LineEvent {
  readonly kind: 'sent' | 'received';
  readonly connection: number;
  /** Tells the servers apart: the port of the server behind the line. */
  readonly side: number;
  /** Of a command or a tagged answer; null for untagged lines, and for the opening of a connection. */
  readonly tag: string | null;
  /** The command without its tag, or the beginning of the server's line. */
  readonly text: string;
  /** At the client, in milliseconds since 1970. */
  readonly at: number;
}

/** What a client did over its lines. */
export interface LineUse {
  /** Round trips that follow one another, from the first connection on; what goes side by side counts once. */
  readonly roundTrips: number;
  /** Of these, those after the first login on every side had succeeded. */
  readonly afterLogin: number;
  readonly connections: number;
  readonly commands: number;
  /** How often each command came. */
  readonly verbs: Readonly<Record<string, number>>;
  /** When the first login on every side had succeeded; null when one never did. */
  readonly loggedInAt: number | null;
}

interface Opened {
  /** The wave of each command that is not answered yet; the opening has the tag ''. */
  readonly waiting: Map<string, number>;
}

const isLogin = (text: string): boolean => /^(LOGIN|AUTHENTICATE)\b/i.test(text);

/**
 * Counts the round trips that a client had to wait for one after another: a command belongs to the wave after the last answer that
 * had reached the client on any connection when it was sent. Saying goodbye is not counted, nobody has to wait for it.
 */
export function measureLineUse(unsorted: readonly LineEvent[]): LineUse {
  const events = [...unsorted].sort((a, b) => a.at - b.at);
  const sides = new Set(events.map(({ side }) => side));
  const open = new Map<number, Opened>();
  const logins = new Set<string>();
  const loggedIn = new Set<number>();
  let answered = 0;
  let last = 0;
  let beforeLogin: number | null = null;
  let loggedInAt: number | null = null;
  const verbs: Record<string, number> = {};
  for (const { kind, connection, side, tag, text, at } of events) {
    const state = open.get(connection) ?? { waiting: new Map<string, number>() };
    open.set(connection, state);
    if (kind === 'sent') {
      if (/^LOGOUT\b/i.test(text)) continue;
      last = Math.max(last, answered + 1);
      state.waiting.set(tag ?? '', answered + 1);
      const verb = /^(?:UID )?[A-Z]+/i.exec(text)?.[0].toUpperCase();
      if (tag !== null && verb !== undefined) verbs[verb] = (verbs[verb] ?? 0) + 1;
      if (tag !== null && isLogin(text)) logins.add(`${connection} ${tag}`);
      continue;
    }
    const known = tag === null ? undefined : state.waiting.get(tag);
    // An untagged line answers the oldest question there is.
    const wave = known ?? Math.min(...state.waiting.values());
    if (Number.isFinite(wave)) answered = Math.max(answered, wave);
    state.waiting.delete(tag ?? '');
    if (tag === null || !logins.has(`${connection} ${tag}`) || !/^\S+ OK\b/i.test(text)) continue;
    loggedIn.add(side);
    if (loggedIn.size === sides.size && beforeLogin === null) {
      beforeLogin = answered;
      loggedInAt = at;
    }
  }
  return {
    roundTrips: last,
    afterLogin: last - (beforeLogin ?? last),
    connections: open.size,
    commands: Object.values(verbs).reduce((sum, count) => sum + count, 0),
    verbs,
    loggedInAt,
  };
}
