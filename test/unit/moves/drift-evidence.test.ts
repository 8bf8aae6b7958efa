import { describe, expect, it } from 'vitest';
import { evidenceOf, isQuiet, withLook } from '../../../electron/engine/moves/drift/drift-evidence.ts';
import type { StoredWatch } from '../../../electron/engine/workspace/drift-watches.ts';

const HOUR_MS = 3_600_000;
const start = Date.UTC(2026, 10, 22, 12);
const at = (hours: number): string => new Date(start + hours * HOUR_MS).toISOString();
const watch: StoredWatch = {
  domainId: 'domain',
  domainName: 'harbour.test',
  state: 'watching',
  startedAt: at(0),
  until: at(48),
  endedAt: null,
  quietHours: 24,
  sweeps: false,
  looks: 0,
  lastLookAt: null,
  lastArrivalAt: null,
  found: [],
  seen: 0,
  unseen: [],
};
const mail = (messages: number, folder = 'INBOX') => ({
  mailboxId: 'anna',
  address: 'anna@harbour.test',
  folder,
  messages,
});

describe('a watch over an old side', () => {
  it('counts what arrives once, and keeps when it was seen first', () => {
    const one = withLook(watch, { at: at(1), found: [mail(2)], unseen: [] });
    const two = withLook(one, { at: at(2), found: [mail(3)], unseen: [] });
    const three = withLook(two, { at: at(3), found: [mail(3)], unseen: [] });
    expect(three).toMatchObject({
      looks: 3,
      seen: 3,
      lastArrivalAt: at(2),
      found: [{ firstSeenAt: at(1), messages: 3 }],
    });
  });

  it('ends only after its hours, with nothing left, nothing unseen, and long enough without any arrival', () => {
    const seen = withLook(watch, { at: at(30), found: [mail(1)], unseen: [] });
    const swept = withLook(seen, { at: at(31), found: [], unseen: [] });
    expect(isQuiet(swept, start + 47 * HOUR_MS)).toBe(false);
    expect(isQuiet(swept, start + 53 * HOUR_MS)).toBe(false);
    expect(isQuiet(swept, start + 54 * HOUR_MS)).toBe(true);
    expect(isQuiet(seen, start + 99 * HOUR_MS)).toBe(false);
    const blind = withLook(swept, {
      at: at(60),
      found: [],
      unseen: [{ mailboxId: 'anna', address: 'anna@harbour.test', reason: 'Refused.' }],
    });
    expect(isQuiet(blind, start + 99 * HOUR_MS)).toBe(false);
    expect(evidenceOf(blind)).toContain('1 mailbox could not be looked at.');
  });

  it('keeps what it found where it could not look again', () => {
    const seen = withLook(watch, { at: at(1), found: [mail(2)], unseen: [] });
    const blind = withLook(seen, {
      at: at(2),
      found: [],
      unseen: [{ mailboxId: 'anna', address: 'anna@harbour.test', reason: 'Refused.' }],
    });
    expect(blind).toMatchObject({ seen: 2, found: [{ messages: 2 }] });
  });
});
