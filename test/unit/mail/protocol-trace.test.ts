import { describe, expect, it } from 'vitest';
import { toMailError } from '../../../electron/engine/mail/errors.ts';
import { attachTrace, ProtocolTrace, traceOf } from '../../../electron/engine/mail/protocol-trace.ts';
import { AppError } from '../../../shared/domain/errors.ts';

const SECRET = 'Kelp-Lantern-58';

describe('the trace of a connection', () => {
  it('keeps no login, no answer to a challenge, and nothing somebody looked for', () => {
    const trace = new ProtocolTrace();
    trace.sent('a1 LOGIN', [' ', 'anna', ' ', SECRET]);
    trace.sent('a2 AUTHENTICATE', [` PLAIN ${Buffer.from(SECRET).toString('base64')}`]);
    trace.got(`+ ${Buffer.from(SECRET).toString('base64')}`);
    trace.sent('a3 UID SEARCH', [' TEXT "about my illness"']);
    trace.sentLine(`PASS ${SECRET}`);
    trace.sentLine(Buffer.from(SECRET).toString('base64'));
    const text = trace.lines().join('\n');
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(Buffer.from(SECRET).toString('base64'));
    expect(text).not.toContain('illness');
    expect(text).toContain('C: a1 LOGIN (not kept)');
    expect(text).toContain('C: PASS (not kept)');
  });

  it('counts literals and messages, and holds no text of either', () => {
    const trace = new ProtocolTrace();
    trace.sent('a1 APPEND', [' "INBOX" (\\Seen) ', Buffer.from('Subject: private')]);
    for (let uid = 1; uid <= 500; uid += 1)
      trace.got(`* ${uid} FETCH (UID ${uid} BODY[HEADER] "Subject: private" BODY[] {1234}\r\n)`);
    trace.got('a2 OK done');
    expect(trace.lines()).toEqual([
      'C: a1 APPEND "INBOX" (\\Seen) {16 bytes}',
      'S: * 500 FETCH (UID 500 BODY[HEADER] "…" BODY[] {1234 bytes}) (the last of 500)',
      'S: a2 OK done',
    ]);
  });

  it('is short, whatever a server says', () => {
    const trace = new ProtocolTrace();
    for (let number = 0; number < 1000; number += 1) trace.got(`* LIST ${number} ${'x'.repeat(100_000)}`);
    expect(trace.lines()).toHaveLength(60);
    expect(Math.max(...trace.lines().map((line) => line.length))).toBeLessThan(210);
    expect(trace.lines().at(-1)).toContain('* LIST 999');
  });

  it('stays beside the error, out of what the page gets', () => {
    const trace = new ProtocolTrace();
    trace.got('* BYE going down');
    const fault = new Error('lost');
    attachTrace(fault, trace);
    const told = toMailError(fault, { side: 'source', host: 'mail.old.example', port: 993 });
    expect(traceOf(told)).toEqual(['S: * BYE going down']);
    expect(told).toBeInstanceOf(AppError);
    expect(JSON.stringify(told.wire)).not.toContain('going down');
  });
});
