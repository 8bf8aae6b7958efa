/** A moment as a field of type `datetime-local` takes it: `2026-11-22T14:02`, in the time zone of this computer. */
export function toLocalField(iso: string): string {
  const date = new Date(iso);
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** What such a field holds, as ISO 8601; null when it is no moment. */
export function fromLocalField(text: string): string | null {
  const date = new Date(text);
  return text === '' || Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** The same moment when the field still shows it: a field knows no seconds, and must not round what was not touched. */
export function momentOfField(text: string, before: string | null): string | null {
  return before !== null && toLocalField(before) === text ? before : fromLocalField(text);
}
