const COUNT = new Intl.NumberFormat('en');

/** `12,345`. */
export function formatCount(value: number): string {
  return COUNT.format(value);
}

/** `1 message`, `12,345 messages`. */
export function formatNumberOf(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(value)} ${value === 1 ? singular : plural}`;
}

/** Bytes in units of 1,024 as mail programs show them: `0 B`, `812 B`, `1.2 KB`, `34 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** Bytes per second. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** `8 s`, `3 min 20 s`, `2 h 05 min`, `3 d 4 h`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Two durations as one range: `2 to 4 min`, `about 20 s` where both ends round to the same. The low end is rounded down. */
export function formatDurationRange(low: number, high: number): string {
  const [size, unit] = high < 90 ? [1, 's'] : high < 5400 ? [60, 'min'] : high < 172_800 ? [3600, 'h'] : [86_400, 'd'];
  const step = unit === 's' && high >= 20 ? 5 : 1;
  const from = Math.floor(Math.max(0, low) / size / step) * step;
  const to = Math.max(1, Math.ceil(high / size / step) * step);
  if (from === to) return `about ${to} ${unit}`;
  return from === 0 ? `up to ${to} ${unit}` : `${from} to ${to} ${unit}`;
}

/** Signed difference for tables: `+3`, `−2`, `0`, with a true minus sign so that digits align. */
export function formatDifference(value: number): string {
  if (value === 0) return '0';
  return value > 0 ? `+${formatCount(value)}` : `\u2212${formatCount(-value)}`;
}

/** `2026-11-22 16:40:05 UTC`, for what is read in other places and years. */
export function formatUtc(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}
