const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** An offset such as +0530 of so many minutes east of UTC. */
export function zoneOf(minutesEast: number): string {
  const minutes = Math.abs(minutesEast);
  return `${minutesEast < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

/** An instant as RFC 3501 date-time, as a clock so many minutes east of UTC shows it. */
export function internalDate(instantMs: number, minutesEast = 0): string {
  const local = new Date(instantMs + minutesEast * 60_000);
  const day = `${two(local.getUTCDate())}-${months[local.getUTCMonth()]}-${local.getUTCFullYear()}`;
  const time = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`;
  return `${day} ${time} ${zoneOf(minutesEast)}`;
}

/** Whether a client's text is an RFC 3501 date-time. */
export function isInternalDate(text: string): boolean {
  return /^[ \d]\d-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{4} \d\d:\d\d:\d\d [+-]\d{4}$/.test(text);
}
