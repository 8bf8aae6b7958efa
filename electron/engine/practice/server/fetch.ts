import { headerFields, splitMessage } from './header.ts';
import {
  atom,
  type Connection,
  fetchDefaults,
  type HoodiecrowServer,
  makeEnvelope,
  parseMime,
  type StoredMessage,
  stringValue,
  type Token,
} from './hoodiecrow.ts';

const claims = new WeakMap<Connection, Set<StoredMessage>>();

const literal = (value: string): Token => ({ type: 'LITERAL', value });

/** The bytes a BODY[section] asks for, or null where hoodiecrow's parsed tree has to answer (parts of a multipart). */
function wholeMessageSection(raw: string, section: NonNullable<Token['section']>): string | null {
  const [what, names] = section;
  if (what === undefined) return raw;
  const { header, body } = splitMessage(raw);
  const list = Array.isArray(names) ? names.map((name) => (stringValue(name) ?? '').toLowerCase()) : [];
  const chosen = (wanted: boolean): string =>
    `${headerFields(header)
      .filter(({ name }) => list.includes(name) === wanted)
      .map(({ text }) => text)
      .join('')}\r\n`;
  switch (stringValue(what)?.toUpperCase()) {
    case 'HEADER':
      return header;
    case 'TEXT':
      return body;
    case 'HEADER.FIELDS':
      return chosen(true);
    case 'HEADER.FIELDS.NOT':
      return chosen(false);
    default:
      return null;
  }
}

// hoodiecrow shortens the partial it was asked for and forgets to restore it for the next message.
const askedPartial = new WeakMap<Token, readonly number[]>();

function partOf(value: string, query: Token): string {
  const asked = askedPartial.get(query) ?? query.partial;
  if (!asked) return value;
  askedPartial.set(query, asked);
  const [start = 0, length = 0] = asked;
  query.partial = [start];
  return value.slice(start, start + length);
}

function body(connection: Connection, message: StoredMessage, query: Token): unknown {
  if (!query.section) return structure('BODY', connection, message, query);
  const value = wholeMessageSection(message.raw, query.section);
  if (value === null) return structure('BODY', connection, message, query);
  for (const names of query.section) {
    if (Array.isArray(names))
      for (const name of names) if (typeof name === 'object' && name && 'type' in name) name.type = 'ATOM';
  }
  return literal(partOf(value, query));
}

/** hoodiecrow's body structure; for a message whose header defeats its parser, that of plain text. */
function structure(item: string, connection: Connection, message: StoredMessage, query: Token): unknown {
  try {
    return fetchDefaults[item]?.(connection, message, query);
  } catch {
    const { body: text } = splitMessage(message.raw);
    return ['TEXT', 'PLAIN', null, null, null, '7BIT', text.length, text.split('\n').length];
  }
}

/** A quoted string has no control characters (RFC 3501 section 4.3). */
function withoutControls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutControls);
  return typeof value === 'string' ? value.replace(/\p{Cc}+/gu, ' ') : value;
}

function envelope(raw: string): unknown {
  try {
    return withoutControls(makeEnvelope(parseMime(splitMessage(raw).header).parsedHeader));
  } catch {
    return [null, null, null, null, null, null, null, null, null, null];
  }
}

/** Serves what clients fetch from the message's own bytes, where hoodiecrow would rebuild them from its parsed tree. */
export function exactFetch(server: HoodiecrowServer): void {
  Object.assign(server.fetchHandlers, {
    BODY: body,
    'BODY.PEEK': body,
    BODYSTRUCTURE: (connection: Connection, message: StoredMessage, query: Token) =>
      structure('BODYSTRUCTURE', connection, message, query),
    ENVELOPE: (_: Connection, message: StoredMessage) => envelope(message.raw),
    'RFC822.HEADER': (_: Connection, message: StoredMessage) => literal(splitMessage(message.raw).header),
    'RFC822.TEXT': (_: Connection, message: StoredMessage) => literal(splitMessage(message.raw).body),
    FLAGS: (connection: Connection, message: StoredMessage) =>
      [...message.flags, ...(message.recent || claims.get(connection)?.has(message) ? ['\\Recent'] : [])].map(atom),
  });
}

/** From here on these messages, and no others, are \Recent for this session: it was the first to SELECT their folder. */
export function claim(connection: Connection, messages: readonly StoredMessage[]): void {
  claims.set(connection, new Set(messages));
}
