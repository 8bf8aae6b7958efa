/** When a message was sent, as its header tells, and what it is recognised by. */
export interface HeaderTimes {
  /** The first server that took it wrote that down in the lowest Received line; the Date header is the sender's word. */
  readonly sentMs: number | null;
  readonly messageId: string | null;
}

/** Reads the moments a header tells. */
export function timesOf(header: Uint8Array): HeaderTimes {
  const lines = Buffer.from(header)
    .toString('latin1')
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
  let received: number | null = null;
  let date: number | null = null;
  let messageId: string | null = null;
  for (const line of lines) {
    const match = /^(date|received|message-id):\s*(.*)$/i.exec(line);
    if (!match) continue;
    const [, name = '', value = ''] = match;
    if (/^received$/i.test(name)) received = momentOf(value.slice(value.lastIndexOf(';') + 1)) ?? received;
    else if (/^date$/i.test(name)) date ??= momentOf(value);
    else messageId ??= value.trim() || null;
  }
  return { sentMs: received ?? date, messageId };
}

/** A date of RFC 5322, comments left out; null when it is none. */
function momentOf(text: string): number | null {
  const ms = Date.parse(
    text
      .replace(/\([^()]*\)/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  return Number.isNaN(ms) ? null : ms;
}
