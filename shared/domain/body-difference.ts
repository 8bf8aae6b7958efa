import { diffLines } from 'diff';
import { formatCount, formatNumberOf } from './format.ts';
import type { ComparableCopy } from './message-difference.ts';
import type { DiffLine, MessageDifference } from './message-view.ts';

/** How much a line-by-line comparison may cost, and how much of it is shown. */
const MAX_EDITS = 2000;
const MAX_MS = 500;
const MAX_COMPARED = 8_000_000;
const MAX_LINES = 60;
const CONTEXT = 2;
const SHOWN = 400;

/** What happened to the text between two copies of one message: nothing, a matter of form, or a real change. */
export function diffBody(source: ComparableCopy, destination: ComparableCopy): MessageDifference[] {
  const before = source.message.body;
  const after = destination.message.body;
  if (before === after) return [];
  const [a, b] = [withoutEnd(before), withoutEnd(after)];
  if (a === b) return [mild('body-end', 'Only the empty lines at the very end of the message differ.')];
  if (withoutLineBlanks(a) === withoutLineBlanks(b))
    return [mild('body-blanks', 'Only blanks at the ends of lines differ.')];
  if (source.reads !== null && destination.reads !== null && sameReading(source.reads, destination.reads)) {
    return [mild('body-encoding', 'The text and the attachments are encoded another way; they read the same.')];
  }
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  if (long.startsWith(short)) {
    const place = short === b ? 'at the destination' : 'on the source';
    const lines = formatNumberOf(short === '' ? 0 : short.split('\r\n').length, 'line');
    const sentence =
      short === '' ? `The text is empty ${place}.` : `The text ends early ${place}: after ${lines} of the body.`;
    return [{ kind: 'body-cut', sentence, serious: true, lines: [] }];
  }
  const from = firstDifference(a, b);
  return [
    {
      kind: 'body-text',
      sentence: `The text differs at line ${formatCount(from)} of the body.`,
      serious: true,
      lines: changedLines(a, b),
    },
  ];
}

function mild(kind: MessageDifference['kind'], sentence: string): MessageDifference {
  return { kind, sentence, serious: false, lines: [] };
}

function sameReading(a: NonNullable<ComparableCopy['reads']>, b: NonNullable<ComparableCopy['reads']>): boolean {
  const settled = (text: string): string => withoutLineBlanks(text).trimEnd();
  return settled(a.text) === settled(b.text) && a.attachments === b.attachments && a.text + a.attachments !== '';
}

// Both by hand: what a stranger wrote must not make a regular expression try every blank as the beginning of a match.
function withoutEnd(body: string): string {
  let end = body.length;
  while (end >= 2 && body.startsWith('\r\n', end - 2)) end -= 2;
  return body.slice(0, end);
}

function withoutLineBlanks(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .join('\n');
}

/** The number of the first line that is not the same, counted from 1. */
function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return (a.slice(0, at).match(/\r\n/g)?.length ?? 0) + 1;
}

/** The lines that changed with a few around them; empty where comparing them would take too long. */
function changedLines(a: string, b: string): DiffLine[] {
  if (a.length + b.length > MAX_COMPARED) return [];
  const parts = diffLines(a, b, { maxEditLength: MAX_EDITS, timeout: MAX_MS });
  if (parts === undefined) return [];
  const lines: DiffLine[] = [];
  parts.forEach((part, index) => {
    const texts = part.value.replace(/\r?\n$/, '').split(/\r?\n/);
    if (part.added || part.removed) {
      lines.push(...texts.map((text): DiffLine => ({ mark: part.added ? '+' : '-', text: cut(text) })));
      return;
    }
    const head = index === 0 ? [] : texts.slice(0, CONTEXT);
    const tail = index === parts.length - 1 ? [] : texts.slice(Math.max(head.length, texts.length - CONTEXT));
    const skipped = texts.length - head.length - tail.length;
    lines.push(...head.map(same));
    if (skipped > 0) lines.push({ mark: '…', text: `${formatNumberOf(skipped, 'line')} the same` });
    lines.push(...tail.map(same));
  });
  if (lines.length <= MAX_LINES) return lines;
  const rest = formatNumberOf(lines.length - MAX_LINES, 'more line');
  return [...lines.slice(0, MAX_LINES), { mark: '…', text: rest }];
}

function same(text: string): DiffLine {
  return { mark: ' ', text: cut(text) };
}

function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
