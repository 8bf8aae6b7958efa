/** One argument of a command. Quoted strings and literals are both strings of bytes. */
export type Argument =
  | { readonly kind: 'atom'; readonly text: string }
  | { readonly kind: 'string'; readonly bytes: Buffer; readonly quoted: boolean }
  | { readonly kind: 'list'; readonly items: readonly Argument[] };

/** The arguments of a command line whose literals stand as `{n}` or `{n+}` in the text. Throws on unbalanced quotes and brackets. */
export function parseArguments(text: string, literals: readonly Buffer[]): Argument[] {
  const waiting = [...literals];
  let at = 0;

  function items(end: ')' | undefined): Argument[] {
    const found: Argument[] = [];
    for (;;) {
      while (text[at] === ' ') at++;
      const next = text[at];
      if (next === undefined) {
        if (end !== undefined) throw new Error('Missing ")"');
        return found;
      }
      if (next === end) {
        at++;
        return found;
      }
      found.push(item(next));
    }
  }

  function item(first: string): Argument {
    if (first === '(') {
      at++;
      return { kind: 'list', items: items(')') };
    }
    const rest = text.slice(at);
    const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(rest);
    if (quoted !== null) {
      at += quoted[0].length;
      const bytes = Buffer.from((quoted[1] ?? '').replaceAll(/\\(.)/g, '$1'), 'latin1');
      return { kind: 'string', bytes, quoted: true };
    }
    const literal = /^\{\d+\+?\}/.exec(rest);
    const bytes = literal === null ? undefined : waiting.shift();
    if (literal !== null && bytes !== undefined) {
      at += literal[0].length;
      return { kind: 'string', bytes, quoted: false };
    }
    // Brackets belong to the atom with the blanks in them: BODY[HEADER.FIELDS (DATE)]<0.100>.
    const atom = /^(?:\[[^\]]*\]|[^\s()"[])+/.exec(rest);
    if (atom === null) throw new Error(`Cannot read the arguments at: ${rest}`);
    at += atom[0].length;
    return { kind: 'atom', text: atom[0] };
  }

  return items(undefined);
}

/** The argument as text, bytes read as Latin-1. Throws for a list and for nothing. */
export function textOf(argument: Argument | undefined): string {
  if (argument?.kind === 'atom') return argument.text;
  if (argument?.kind === 'string') return argument.bytes.toString('latin1');
  throw new Error('An argument is missing');
}

/** The texts of a list; of a single argument, that one. */
export function textsOf(argument: Argument | undefined): string[] {
  return argument?.kind === 'list' ? argument.items.map(textOf) : [textOf(argument)];
}

/** A test for the numbers of a sequence set, `*` being `largest` (RFC 3501, 9, sequence-set). */
export function inSequenceSet(set: string, largest: number): (value: number) => boolean {
  const ranges = set.split(',').map((range) => {
    const [from = 0, to = from] = range.split(':').map((end) => (end === '*' ? largest : Number(end)));
    if (!Number.isInteger(from) || !Number.isInteger(to)) throw new Error(`Not a sequence set: ${set}`);
    return [Math.min(from, to), Math.max(from, to)] as const;
  });
  return (value) => ranges.some(([from, to]) => value >= from && value <= to);
}
