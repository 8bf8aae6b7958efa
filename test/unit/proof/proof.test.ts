import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checksumOf, readProof } from '../../../electron/engine/proof/checksum.ts';
import { collectProof } from '../../../electron/engine/proof/collect-proof.ts';
import { proofHtml } from '../../../electron/engine/proof/proof-html.ts';
import { canonicalJson, type ProofData } from '../../../shared/domain/proof.ts';
import type { Finding } from '../../../shared/domain/verification.ts';
import { addRun, sampleWorkspace } from '../workspace/sample-workspace.ts';

const made = { at: '2026-11-22T12:30:00.000Z', version: '0.1.0' };

function missing(subject: string): Omit<Finding, 'id' | 'runId'> {
  return {
    kind: 'missing',
    sourceFolder: 'INBOX',
    destinationFolder: 'INBOX',
    sourceUid: 7,
    destinationUid: null,
    subject,
    from: 'clerk@harbour.test',
    date: '2026-01-05T08:00:00.000Z',
    size: 2048,
    messageId: '<7@harbour.test>',
    detail: 'It is not at the destination.',
  };
}

function sheet(subject = 'Invoice 7'): { data: ProofData; html: string; checksum: string } {
  const workspace = sampleWorkspace();
  const runId = addRun(workspace, { state: 'findings', agrees: false });
  workspace.findings.add(runId, [missing(subject)]);
  const data = collectProof(workspace, { mailboxId: 'anna' }, made);
  const checksum = checksumOf(data);
  return { data, html: proofHtml(data, checksum), checksum };
}

describe('the proof sheet', () => {
  it('states sides, counts per folder, layers and every exception with its reason', () => {
    const { html, checksum } = sheet();
    for (const text of [
      '<h1>anna@harbour.test</h1>',
      'The sides differ.',
      'Harbour Chandlery',
      'imaps://old.test:993',
      '2026-11-22 12:00:00 UTC',
      'The whole mailbox',
      '<td>By every byte</td><td class="n">3</td>',
      '<td>INBOX</td><td>INBOX</td><td class="n">3</td><td class="n">2</td><td class="n">2</td><td class="n">1</td>',
      '<td>Missing at the destination</td><td>INBOX</td><td>Invoice 7</td>',
      'It is not at the destination.',
      checksum,
    ]) {
      expect(html).toContain(text);
    }
  });

  it('says of which part a partial comparison is', () => {
    const workspace = sampleWorkspace();
    addRun(workspace, { state: 'complete', agrees: true, options: { folders: ['Sent'], since: '2026-01-01' } });
    const data = collectProof(workspace, { mailboxId: 'anna' }, made);
    expect(proofHtml(data, checksumOf(data))).toContain('A part of the mailbox: only Sent; messages since 2026-01-01');
  });

  it('is not made of a mailbox that was never compared, nor of a run of another one', () => {
    const workspace = sampleWorkspace();
    expect(() => collectProof(workspace, { mailboxId: 'anna' }, made)).toThrow('Nothing was compared yet');
    const runId = addRun(workspace, { state: 'complete', agrees: true });
    expect(() => collectProof(workspace, { mailboxId: 'nobody', runId }, made)).toThrow('no mailbox nobody');
  });

  it('shows what strangers wrote as text, whatever they wrote', () => {
    const evil = '</td><script>alert(1)</script></script><!-- \u202e "&';
    const { html, data, checksum } = sheet(evil);
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toContain('alert(1)</script>');
    expect(readProof(html)).toMatchObject({ unchanged: true, stated: checksum, data: { findings: data.findings } });
  });

  it('tells when a figure was changed afterwards', () => {
    const { html } = sheet();
    const forged = html.replace('"missing":1', '"missing":0');
    expect(forged).not.toBe(html);
    expect(readProof(forged).unchanged).toBe(false);
    expect(() => readProof('<p>A page</p>')).toThrow('not a proof sheet');
    expect(() => readProof(html.replace('"format":', '"formless":'))).toThrow('not a proof sheet');
  });

  it('has one canonical form for the same data in any order', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reordered = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reordered)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(checksumOf(value)).toBe(createHash('sha256').update(canonicalJson(reordered)).digest('hex'));
      }),
      { numRuns: 2000 },
    );
  });
});
