const LINES = 60;
const LONGEST = 200;
/** Commands whose arguments are nobody's business: logins, and what somebody looks for. */
const SILENT = /^(\S+ )?(LOGIN|AUTHENTICATE|PASS|APOP|AUTH|UID SEARCH|SEARCH)\b.*$/is;
const POP3_VERB = /^(USER|PASS|APOP|AUTH|CAPA|STLS|STAT|LIST|UIDL|TOP|RETR|NOOP|QUIT|DELE|RSET)\b/i;
const FETCH = /^\* \d+ FETCH /i;

interface Line {
  readonly from: 'C' | 'S';
  text: string;
  /** So many lines of the kind in a row. */
  times: number;
}

/**
 * The last lines of one connection, for whoever has to find out why it failed. Literals are only ever counted, arguments of
 * logins and answers to challenges are not kept, and no text of a message is.
 */
export class ProtocolTrace {
  readonly #ring: Line[] = [];
  #next = 0;
  #lastFetch: Line | null = null;

  /** A command of ours; `parts` beyond its name, bytes as literals. */
  sent(head: string, parts: readonly (string | Uint8Array)[] = []): void {
    this.#lastFetch = null;
    const secret = SILENT.test(head);
    let text = head;
    for (const part of parts) {
      if (secret || text.length > LONGEST) break;
      text += typeof part === 'string' ? part : `{${part.length} bytes}`;
    }
    this.#keep('C', secret ? text.replace(SILENT, '$1$2 (not kept)') : text);
  }

  /** A line of ours over POP3, where answers to challenges are lines of their own. */
  sentLine(line: string): void {
    this.sent(POP3_VERB.test(line) ? line : '(not kept)');
  }

  /** A line of the server; a run of messages counts as one. */
  got(text: string): void {
    if (!FETCH.test(text)) {
      this.#lastFetch = null;
      this.#keep('S', text.startsWith('+ ') ? '+ (not kept)' : text);
    } else if (this.#lastFetch !== null) {
      this.#lastFetch.text = text;
      this.#lastFetch.times += 1;
    } else this.#lastFetch = this.#keep('S', text);
  }

  /** The lines as they are shown, oldest first. */
  lines(): string[] {
    return [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)].map(shown);
  }

  #keep(from: Line['from'], text: string): Line {
    // A piece of a long line would keep the whole of it in memory.
    const short = text.length > 4 * LONGEST ? Buffer.from(text.slice(0, 2 * LONGEST)).toString() : text;
    const line = { from, text: short, times: 1 };
    this.#ring[this.#next] = line;
    this.#next = (this.#next + 1) % LINES;
    return line;
  }
}

function shown({ from, text, times }: Line): string {
  const bare = text.replace(/\{(\d+)\+?\}\r\n/g, '{$1 bytes}').replace(/[\r\n]+/g, ' ');
  const safe = FETCH.test(bare) ? bare.replace(/"(?:[^"\\]|\\.)*"/g, '"…"') : bare;
  const cut = safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe;
  return `${from}: ${cut}${times > 1 ? ` (the last of ${times})` : ''}`;
}

const traces = new WeakMap<object, readonly string[]>();

/** Keeps what was said before a failure beside the error; never in what the page gets to see of it. */
export function attachTrace(error: unknown, trace: ProtocolTrace): void {
  if (typeof error === 'object' && error !== null && !traces.has(error)) traces.set(error, trace.lines());
}

/** Hands the trace of an error on to the one it is told as. */
export function carryTrace<E extends object>(from: unknown, to: E): E {
  const lines = traceOf(from);
  if (lines.length > 0) traces.set(to, lines);
  return to;
}

/** The lines before a failure, oldest first; empty where none are known. */
export function traceOf(error: unknown): readonly string[] {
  return (typeof error === 'object' && error !== null ? traces.get(error) : undefined) ?? [];
}
