import { formatNumberOf } from './format.ts';
import type { DifferenceKind, DiffLine, MessageDifference } from './message-view.ts';
import { type RawHeader, unfold } from './raw-message.ts';

/** Longest stretch of a header value that is shown with a difference. */
const SHOWN = 300;

type Decode = (value: string) => string;

/** How two values of one field differ, the mildest explanation first. */
type Change = Extract<
  DifferenceKind,
  'header-folding' | 'header-spaces' | 'header-encoding' | 'message-id-domain' | 'header-changed'
>;

interface ChangedField {
  readonly name: string;
  readonly change: Change;
  readonly before: string;
  readonly after: string;
}

/** Fields whose text a reader relies on: a change of these is not a matter of form. */
const telling = new Set(['date', 'from', 'sender', 'reply-to', 'to', 'cc', 'subject']);

/** What happened to the header fields between two copies of one message. */
export function headerDifferences(
  source: readonly RawHeader[],
  destination: readonly RawHeader[],
  decode: Decode,
): MessageDifference[] {
  const before = byName(source);
  const after = byName(destination);
  const changed: ChangedField[] = [];
  const removed: RawHeader[] = [];
  const added: RawHeader[] = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const { pairs, gone, come } = pairFields(before.get(key) ?? [], after.get(key) ?? [], decode);
    changed.push(...pairs);
    removed.push(...gone);
    added.push(...come);
  }
  const found = [
    ...changedWords(changed, decode),
    ...countedWords(removed, 'header-removed', decode),
    ...countedWords(added, 'header-added', decode),
  ];
  const moved = removed.length + added.length === 0 && order(source) !== order(destination);
  if (moved) {
    found.push({
      kind: 'header-order',
      sentence: 'The header lines stand in another order.',
      serious: false,
      lines: [],
    });
  }
  return found;
}

function byName(headers: readonly RawHeader[]): Map<string, RawHeader[]> {
  const fields = new Map<string, RawHeader[]>();
  for (const header of headers) {
    const key = header.name.toLowerCase();
    const group = fields.get(key);
    if (group) group.push(header);
    else fields.set(key, [header]);
  }
  return fields;
}

/** Fields of one name: those that are the same are left out, then those that are alike in ever looser ways are paired. */
function pairFields(
  before: readonly RawHeader[],
  after: readonly RawHeader[],
  decode: Decode,
): {
  readonly pairs: readonly ChangedField[];
  readonly gone: readonly RawHeader[];
  readonly come: readonly RawHeader[];
} {
  const pairs: ChangedField[] = [];
  let gone: readonly RawHeader[] = before;
  let come: readonly RawHeader[] = after;
  const passes: readonly (readonly [Change | null, (value: string) => string])[] = [
    [null, (value) => value.trim()],
    ['header-folding', (value) => unfold(value).replace(/[ \t]+/g, ' ') + blanksWithin(value)],
    ['header-spaces', (value) => squeeze(unfold(value))],
    ['header-encoding', (value) => squeeze(decode(unfold(value)))],
  ];
  for (const [change, form] of passes) {
    const waiting = Map.groupBy(come, (field) => form(field.value));
    const left: RawHeader[] = [];
    const used = new Set<RawHeader>();
    for (const field of gone) {
      const partner = waiting.get(form(field.value))?.shift();
      if (partner === undefined) {
        left.push(field);
        continue;
      }
      used.add(partner);
      if (change !== null) pairs.push({ name: field.name, change, before: field.value, after: partner.value });
    }
    gone = left;
    come = come.filter((field) => !used.has(field));
  }
  const [a, b] = [gone[0], come[0]];
  // One is left on both sides: it was rewritten. Of several nobody can say which became which.
  if (gone.length === 1 && come.length === 1 && a !== undefined && b !== undefined) {
    const change = isOtherDomain(a, b) ? 'message-id-domain' : 'header-changed';
    pairs.push({ name: a.name, change, before: a.value, after: b.value });
    return { pairs, gone: [], come: [] };
  }
  return { pairs, gone, come };
}

/** Runs of blanks inside the lines: folding leaves them alone, squeezing does not. */
function blanksWithin(value: string): string {
  const runs = value.match(/(?<=[^ \t\r\n])[ \t]{2,}(?=[^ \t\r\n])/g) ?? [];
  return `\0${runs.map((run) => run.length).join()}`;
}

function squeeze(value: string): string {
  return value.replace(/\s+/g, ' ').trim();
}

function isOtherDomain(a: RawHeader, b: RawHeader): boolean {
  if (a.name.toLowerCase() !== 'message-id') return false;
  const local = ({ value }: RawHeader): string | undefined => /^\s*<?([^@>]+)@/.exec(unfold(value))?.[1];
  return local(a) !== undefined && local(a) === local(b);
}

const sentenceOf: Readonly<Record<Change, (names: string) => string>> = {
  'header-folding': (names) => `The destination broke the lines of ${names} elsewhere.`,
  'header-spaces': (names) => `The destination squeezed spaces in ${names}.`,
  'header-encoding': (names) => `${names} is encoded another way; it reads the same.`,
  'message-id-domain': () => "The domain of the message's own id (Message-ID) was rewritten.",
  'header-changed': (names) => `${names} is not the same.`,
};

function changedWords(changed: readonly ChangedField[], decode: Decode): MessageDifference[] {
  const groups = Map.groupBy(changed, ({ name, change }) =>
    change === 'header-changed' ? `${change} ${name.toLowerCase()}` : change,
  );
  return [...groups.values()].map((group) => {
    const change = group[0]?.change ?? 'header-changed';
    const names = [...new Set(group.map((field) => field.name))];
    const readable = change === 'header-changed' ? decode : (value: string): string => value;
    return {
      kind: change,
      sentence: sentenceOf[change](names.join(', ')),
      serious: change === 'header-changed' && names.some((name) => telling.has(name.toLowerCase())),
      lines: group.flatMap(({ name, before, after }): DiffLine[] => [
        { mark: '-', text: cut(`${name}: ${readable(unfoldFor(change, before))}`) },
        { mark: '+', text: cut(`${name}: ${readable(unfoldFor(change, after))}`) },
      ]),
    };
  });
}

/** Where only the line breaks differ they have to be seen. */
function unfoldFor(change: Change, value: string): string {
  return change === 'header-folding' ? value.trim().replace(/\r\n[ \t]*/g, ' ⏎ ') : unfold(value);
}

function countedWords(
  fields: readonly RawHeader[],
  kind: 'header-added' | 'header-removed',
  decode: Decode,
): MessageDifference[] {
  const verb = kind === 'header-added' ? 'added' : 'removed';
  const groups = Map.groupBy(fields, ({ name }) => name.toLowerCase());
  return [...groups.values()].map((group) => {
    const name = group[0]?.name ?? '';
    const sentence =
      group.length === 1
        ? `${/^(?:[aeiou]|x-)/i.test(name) ? 'An' : 'A'} ${name} line was ${verb}.`
        : `${formatNumberOf(group.length, `${name} line`)} were ${verb}.`;
    return {
      kind,
      sentence,
      serious: kind === 'header-removed' && telling.has(name.toLowerCase()),
      lines: group.map(
        (field): DiffLine => ({
          mark: kind === 'header-added' ? '+' : '-',
          text: cut(`${field.name}: ${decode(unfold(field.value))}`),
        }),
      ),
    };
  });
}

function order(headers: readonly RawHeader[]): string {
  return headers.map(({ name }) => name.toLowerCase()).join('\n');
}

function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
