import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Capsule } from '../../../shared/domain/capsule.ts';
import { NoCapsule, packCapsule, unpackCapsule } from '../../../shared/domain/capsule-archive.ts';

const side: Capsule['source'] = {
  server: 'Old server',
  endpoint: 'imaps://mail.old.example:993',
  user: 'anna@harbour.test',
  platform: 'other',
  protocol: 'imap',
  maxConnections: 4,
  hasPassword: true,
  facts: null,
  unreachable: 'The source server does not answer.',
};
const facts: Capsule = {
  format: 'mailferry-capsule-1',
  madeAt: '2026-11-22T12:00:00.000Z',
  versions: { mailferry: '1.0.0', node: '24.0.0' },
  redacted: false,
  mailbox: {
    address: 'anna@harbour.test',
    customer: '<img src=x onerror=alert(1)>',
    domain: 'harbour.test',
    order: 'standard',
    deadlineAt: null,
    state: 'findings',
    note: '',
  },
  source: side,
  destination: side,
  folderChoices: [],
  steps: [],
  runs: [],
  verification: null,
  findings: [],
  findingsLeftOut: 0,
  ledger: [],
  headers: [],
  traces: [],
  log: [],
};

const refusal = (archive: Uint8Array): string => {
  try {
    unpackCapsule(archive);
  } catch (error) {
    if (error instanceof NoCapsule) return error.message;
    throw error;
  }
  return 'opened';
};

describe('the archive of a hand-off', () => {
  it('comes back as it was made', () => {
    expect(unpackCapsule(packCapsule(JSON.stringify(facts), '# Note'))).toEqual({ capsule: facts, note: '# Note' });
  });

  it('is refused when it is none, in words that say why', () => {
    expect(refusal(strToU8('no archive at all'))).toContain('not an archive, or it is damaged');
    const whole = packCapsule(JSON.stringify(facts), '');
    expect(refusal(whole.subarray(0, whole.length / 2))).toContain('damaged');
    expect(refusal(zipSync({ 'other.txt': strToU8('hello') }))).toContain('not a hand-off of Mailferry');
    expect(refusal(packCapsule('{', ''))).toContain('damaged');
    expect(refusal(packCapsule('{"format":"mailferry-capsule-2"}', ''))).toContain('newer version');
    const wrong = { ...facts, mailbox: { ...facts.mailbox, state: 'splendid' } };
    expect(refusal(packCapsule(JSON.stringify(wrong), ''))).toContain('at mailbox.state');
    const flood = {
      ...facts,
      log: Array.from({ length: 1001 }, (_, seq) => ({ seq, at: '', level: 'info', text: '' })),
    };
    expect(refusal(packCapsule(JSON.stringify(flood), ''))).toContain('at log');
  });

  it('is refused before it is inflated when it would become too large, or holds too many files', () => {
    const bomb = zipSync({ 'capsule.json': new Uint8Array(60 * 1024 * 1024) }, { level: 9 });
    expect(bomb.length).toBeLessThan(100_000);
    expect(refusal(bomb)).toContain('too large');
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`${index}.txt`, strToU8('x')]));
    expect(refusal(zipSync(many))).toContain('too many files');
    expect(refusal(new Uint8Array(17 * 1024 * 1024))).toContain('larger than any hand-off');
  });

  it('holds no more than it declares: an entry that lies about its size is cut or refused', () => {
    const lying = zipSync({ 'capsule.json': new Uint8Array(60 * 1024 * 1024) }, { level: 9 });
    const view = new DataView(lying.buffer, lying.byteOffset, lying.byteLength);
    // The uncompressed size in the local header and in the central directory.
    for (let at = 0; at + 4 <= lying.length; at += 1) {
      const mark = view.getUint32(at, true);
      if (mark === 0x04034b50) view.setUint32(at + 22, 100, true);
      if (mark === 0x02014b50) view.setUint32(at + 24, 100, true);
    }
    expect(refusal(lying)).toContain('damaged');
  });
});
