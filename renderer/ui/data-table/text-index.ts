import { cellText, type DataColumn } from './column.ts';

/** The words of many rows in one text, in which the engine of the page finds a word within a millisecond. */
interface TextIndex {
  readonly text: string;
  /** Where each row begins, and where the last ends. */
  readonly starts: Uint32Array;
}

/** Between the rows, so that no word is found across two. */
const GAP = '\n';

const known = new WeakMap<readonly unknown[], Map<string, TextIndex>>();

/** Puts the words of rows together for searching; kept with the list of rows under a name. */
export function textIndexOf<TRow>(rows: readonly TRow[], name: string, wordsOf: (row: TRow) => string): TextIndex {
  const indexes = known.get(rows) ?? new Map<string, TextIndex>();
  known.set(rows, indexes);
  let index = indexes.get(name);
  if (!index) {
    const starts = new Uint32Array(rows.length + 1);
    const words = rows.map((row, at) => {
      const text = wordsOf(row).toLocaleLowerCase();
      starts[at + 1] = (starts[at] ?? 0) + text.length + GAP.length;
      return text;
    });
    index = { text: words.join(GAP), starts };
    indexes.set(name, index);
  }
  return index;
}

/** Marks with 1, by place, the rows in which every word of a text occurs; null for a text without words. */
export function rowsWithWords({ text, starts }: TextIndex, wanted: string): Uint8Array | null {
  const words = wanted.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const count = starts.length - 1;
  let marks: Uint8Array | null = null;
  for (const word of words) {
    const found = new Uint8Array(count);
    let row = 0;
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, starts[row])) {
      // Rows are not found by halving: the next hit is mostly near.
      while (row < count && (starts[row + 1] ?? 0) <= at) row += 1;
      found[row] = marks === null || marks[row] === 1 ? 1 : 0;
      row += 1;
      if (row >= count) break;
    }
    marks = found;
  }
  return marks;
}

/** The same over the columns of a table that are searched. */
export function rowsMatching<TRow>(
  rows: readonly TRow[],
  columns: readonly DataColumn<TRow>[],
  wanted: string,
): Uint8Array | null {
  if (wanted.trim() === '') return null;
  const searched = columns.filter((column) => column.filterable);
  const name = searched.map((column) => column.id).join(' ');
  const index = textIndexOf(rows, name, (row) => searched.map((column) => cellText(column, row)).join(' \t '));
  return rowsWithWords(index, wanted);
}

/** What is marked in both; null marks everything. */
export function markedInBoth(left: Uint8Array | null, right: Uint8Array | null): Uint8Array | null {
  if (left === null || right === null) return left ?? right;
  return left.map((mark, at) => mark & (right[at] ?? 0));
}
