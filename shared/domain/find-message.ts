import { z } from 'zod';
import { errorWire } from './errors.ts';

/** What an agent looks for, as it was understood from one line of text. */
export const wantedMail = z.object({
  /** Part of the sender's name or address; null for anybody. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Each has to occur in subject, sender or recipient, else in the text. */
  words: z.array(z.string()),
  /** `2026-03-01`: not before this day; null without a limit. */
  since: z.string().nullable(),
  /** `2026-04-01`: earlier than this day; null without a limit. */
  before: z.string().nullable(),
});
export type WantedMail = z.infer<typeof wantedMail>;

/**
 * Where a message turned out to be. `deleted-later`: it was copied once and is not at the destination any more. `unknown`: it was
 * found on one side, and the other could not be searched well enough to say more.
 */
export const whereabouts = z.enum(['both', 'old-only', 'elsewhere', 'refused', 'deleted-later', 'new-only', 'unknown']);
export type Whereabouts = z.infer<typeof whereabouts>;

const place = z.object({ folder: z.string(), uid: z.number().int() });

export const foundMail = z.object({
  key: z.string(),
  subject: z.string(),
  from: z.string(),
  /** ISO 8601, the internal date. */
  date: z.string().nullable(),
  size: z.number().nullable(),
  source: place.nullable(),
  destination: place.nullable(),
  where: whereabouts,
  /** What the verdict rests on, in words. */
  detail: z.string(),
});
export type FoundMail = z.infer<typeof foundMail>;

/** How well one side was searched. */
export const searchedSide = z.object({
  error: errorWire.nullable(),
  folders: z.number().int(),
  messages: z.number().int(),
  /** What was left out or taken on trust, in words; null when every message was looked at. */
  limited: z.string().nullable(),
});
export type SearchedSide = z.infer<typeof searchedSide>;

export const findAnswer = z.object({
  at: z.string(),
  wanted: wantedMail,
  found: z.array(foundMail),
  source: searchedSide,
  destination: searchedSide,
});
export type FindAnswer = z.infer<typeof findAnswer>;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const ORDINAL = '(?:st|nd|rd|th)?';
const NUMBERS: Readonly<Record<string, number>> = { a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6 };

/** Words that say nothing about the message. */
const FILLERS = new Set(
  "a an the mail mails email e-mail message messages about with of in on at and or for that this he she they it was is were got sent my me i we our their where what which did does do not find please he's some any".split(
    ' ',
  ),
);

/** A span of days, the end not included, as UTC midnights. */
interface Span {
  readonly from: number;
  readonly to: number;
}

type Finder = readonly [pattern: string, span: (parts: readonly string[], today: Date) => Span | null];

const DAY_MS = 86_400_000;
const day = (year: number, month: number, date: number): number => Date.UTC(year, month, date);
const oneDay = (from: number): Span => ({ from, to: from + DAY_MS });
const midnight = (now: Date): number => day(now.getFullYear(), now.getMonth(), now.getDate());
const monthSpan = (year: number, month: number): Span => ({ from: day(year, month, 1), to: day(year, month + 1, 1) });
const yearSpan = (year: number): Span => ({ from: day(year, 0, 1), to: day(year + 1, 0, 1) });
const monthOf = (name: string): number => MONTHS.indexOf(name.slice(0, 3).toLowerCase());

/** The most recent such month that has begun; with `last`, that is over. */
function recentMonth(month: number, now: Date, over: boolean): Span {
  const isPast = over ? month < now.getMonth() : month <= now.getMonth();
  return monthSpan(isPast ? now.getFullYear() : now.getFullYear() - 1, month);
}

/** A day of a month without a year: the latest that is not in the future. */
function recentDay(month: number, date: number, now: Date): Span {
  const thisYear = day(now.getFullYear(), month, date);
  return oneDay(thisYear <= midnight(now) ? thisYear : day(now.getFullYear() - 1, month, date));
}

/** The forms of a date, the longest first. */
const finders: readonly Finder[] = [
  ['(\\d{4})-(\\d{2})-(\\d{2})', ([, y, m, d]) => oneDay(day(Number(y), Number(m) - 1, Number(d)))],
  ['(\\d{1,2})[./](\\d{1,2})[./](\\d{4})', ([, d, m, y]) => oneDay(day(Number(y), Number(m) - 1, Number(d)))],
  [
    `(\\d{1,2})${ORDINAL}(?: of)? (${MONTH})(?:,? (\\d{4}))?`,
    ([, d, m = '', y], now) =>
      y ? oneDay(day(Number(y), monthOf(m), Number(d))) : recentDay(monthOf(m), Number(d), now),
  ],
  [
    `(${MONTH}) (\\d{1,2})${ORDINAL}(?:,? (\\d{4}))?`,
    ([, m = '', d, y], now) =>
      y ? oneDay(day(Number(y), monthOf(m), Number(d))) : recentDay(monthOf(m), Number(d), now),
  ],
  [`(${MONTH}),? (\\d{4})`, ([, m = '', y]) => monthSpan(Number(y), monthOf(m))],
  [`(last|this) (${MONTH})`, ([, which, m = ''], now) => recentMonth(monthOf(m), now, which?.toLowerCase() === 'last')],
  [
    '(\\d+|an?|one|two|three|four|five|six) (day|week|month|year)s? ago',
    ([, amount = '', unit], now) => {
      const back = NUMBERS[amount.toLowerCase()] ?? Number(amount);
      if (unit === 'day') return oneDay(midnight(now) - back * DAY_MS);
      if (unit === 'week')
        return { from: midnight(now) - (back * 7 + 3) * DAY_MS, to: midnight(now) - (back * 7 - 4) * DAY_MS };
      if (unit === 'month') return monthSpan(now.getFullYear(), now.getMonth() - back);
      return yearSpan(now.getFullYear() - back);
    },
  ],
  [
    '(last|this) (week|month|year)',
    ([, which, unit], now) => {
      const back = which?.toLowerCase() === 'last' ? 1 : 0;
      if (unit === 'month') return monthSpan(now.getFullYear(), now.getMonth() - back);
      if (unit === 'year') return yearSpan(now.getFullYear() - back);
      const monday = midnight(now) - (((now.getDay() + 6) % 7) + back * 7) * DAY_MS;
      return { from: monday, to: monday + 7 * DAY_MS };
    },
  ],
  ['yesterday', (_, now) => oneDay(midnight(now) - DAY_MS)],
  ['today', (_, now) => oneDay(midnight(now))],
  [
    `(?:last )?(${DAYS.join('|')})`,
    ([, name = ''], now) => {
      const back = (now.getDay() - DAYS.indexOf(name.toLowerCase()) + 7) % 7 || 7;
      return oneDay(midnight(now) - back * DAY_MS);
    },
  ],
  // "May" alone is a word like any other; after "in" it is the month.
  [
    `(?:${MONTH.replace('|may', '')})|(?<=\\b(?:in|of|since|before|after|until|around|about) )may`,
    ([m = ''], now) => recentMonth(monthOf(m), now, false),
  ],
  [
    '((?:19|20)\\d{2})',
    ([, y], now) => (Number(y) >= 1980 && Number(y) <= now.getFullYear() ? yearSpan(Number(y)) : null),
  ],
];

/**
 * Reads one line such as `invoice from anna last march`. Sender and recipient come after `from` and `to`; what looks like a date or
 * a stretch of time limits the days; all else are words to look for. Nothing in it is required.
 */
export function parseWanted(text: string, now: Date): WantedMail {
  const phrases: string[] = [];
  let rest = ` ${text.replace(/\s+/g, ' ').trim()} `;
  const people: { from: string | null; to: string | null } = { from: null, to: null };
  const { span, left } = takeDate(rest, now);
  rest = left;
  rest = rest.replace(/\s(from|to|by)(?::\s*|\s+)("[^"]+"|[^\s"]+)(?=\s)/gi, (_all, which: string, who: string) => {
    const side = which.toLowerCase() === 'to' ? 'to' : 'from';
    people[side] ??= who.replaceAll('"', '');
    return ' ';
  });
  rest = rest.replace(/"([^"]+)"/g, (_all, phrase: string) => {
    phrases.push(phrase.trim());
    return ' ';
  });
  const words = rest
    .split(' ')
    .map((word) =>
      word
        .replace(/^subject:/i, '')
        .replace(/^[^\p{L}\p{N}<]+|[^\p{L}\p{N}>]+$/gu, '')
        .replace(/[<>]/g, ''),
    )
    .filter((word) => word !== '' && !FILLERS.has(word.toLowerCase()));
  return { ...people, words: [...phrases.filter(Boolean), ...words], since: span.since, before: span.before };
}

interface Days {
  readonly since: string | null;
  readonly before: string | null;
}

function takeDate(text: string, now: Date): { readonly span: Days; readonly left: string } {
  for (const [pattern, spanOf] of finders) {
    const match = new RegExp(
      `(?<=\\s)(?:(since|after|before|until|around|about|in|on|from|during|early|late) )?(?:${pattern})(?=[\\s,.!?])`,
      'i',
    ).exec(text);
    if (match === null) continue;
    const modifier = match[1]?.toLowerCase();
    // The groups of the form itself, after that of the word before it; a form without groups gives its own text.
    const own = modifier === undefined ? match[0] : match[0].slice(modifier.length + 1);
    const span = spanOf([own, ...match.slice(2)], now);
    if (span === null) continue;
    const left = `${text.slice(0, match.index)}${text.slice(match.index + match[0].length)}`.replace(/\s+/g, ' ');
    return { span: limited(span, modifier), left };
  }
  return { span: { since: null, before: null }, left: text };
}

function limited({ from, to }: Span, modifier: string | undefined): Days {
  const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  if (modifier === 'since' || modifier === 'after') return { since: iso(from), before: null };
  if (modifier === 'before' || modifier === 'until') return { since: null, before: iso(from) };
  const slack = (modifier === 'around' || modifier === 'about') && to - from <= 7 * DAY_MS ? 3 * DAY_MS : 0;
  return { since: iso(from - slack), before: iso(to + slack) };
}

/** True when a message that reads like this is wanted; days are not looked at here. */
export function isWanted(
  { from, to, words }: WantedMail,
  shown: { readonly subject: string; readonly from: string; readonly to: string },
): boolean {
  const folded = (text: string): string => text.normalize('NFC').toLocaleLowerCase('en');
  const has = (text: string, part: string): boolean => folded(text).includes(folded(part));
  if (from !== null && !has(shown.from, from)) return false;
  if (to !== null && !has(shown.to, to)) return false;
  const all = `${shown.subject}\n${shown.from}\n${shown.to}`;
  return words.every((word) => has(all, word));
}

/** True when nothing at all was asked for. */
export function asksNothing({ from, to, words, since, before }: WantedMail): boolean {
  return from === null && to === null && words.length === 0 && since === null && before === null;
}
