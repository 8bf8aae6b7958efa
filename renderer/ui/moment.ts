const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const DAY_AND_YEAR = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const FULL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

/** `14:05` today, `3 Nov 14:05` this year, `3 Nov 2025` before, in the time zone of this computer. */
export function formatMoment(iso: string, nowMs: number): string {
  const date = new Date(iso);
  const now = new Date(nowMs);
  if (Number.isNaN(date.getTime())) return iso;
  if (date.toDateString() === now.toDateString()) return TIME.format(date);
  if (date.getFullYear() === now.getFullYear()) return `${DAY.format(date)} ${TIME.format(date)}`;
  return DAY_AND_YEAR.format(date);
}

/** The whole moment with weekday, seconds and time zone. */
export function formatFullMoment(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : FULL.format(date);
}

/** `3 Nov 2025`. */
export function formatDay(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : DAY_AND_YEAR.format(date);
}
