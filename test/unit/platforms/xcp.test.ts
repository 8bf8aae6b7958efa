import { describe, expect, it } from 'vitest';
import { readEnvelope, xcpRequest } from '../../../electron/engine/platforms/opensrs/xcp/envelope.ts';
import { md5, xcpSignature } from '../../../electron/engine/platforms/opensrs/xcp/signature.ts';

describe('XCP signatures', () => {
  it('are those of the vectors', () => {
    expect(md5('ConnecttoOpenSRSviaSSL')).toBe('e787cc1d1951dfec4827cede7b1a0933');
    expect(xcpSignature('<a/>', 'k')).toBe('22a60ce8407e2fd4eb9dc072ea7ee28b');
  });

  it('are over the bytes of UTF-8', () => {
    expect(xcpSignature('<a>ü</a>', 'k')).toBe(md5(`${md5('<a>ü</a>k')}k`));
    expect(xcpSignature('<a>ü</a>', 'k')).not.toBe(xcpSignature('<a>u</a>', 'k'));
  });
});

describe('XCP envelopes', () => {
  it('come back as they were sent, whatever is in the text', () => {
    const attributes = { domain: 'harbour.test', records: { TXT: [{ subdomain: '', text: ' <a> & "b" \'c\' ü ' }] } };
    expect(readEnvelope(xcpRequest('SET_DNS_ZONE', attributes))).toEqual({
      protocol: 'XCP',
      object: 'DOMAIN',
      action: 'SET_DNS_ZONE',
      attributes,
    });
  });

  it('keep the order that the keys of a list say', () => {
    const items = [2, 0, 1].map((at) => `<item key="${at}">n${at}</item>`).join('');
    const list = `<item key="list"><dt_array>${items}</dt_array></item>`;
    const xml = `<OPS_envelope><body><data_block><dt_assoc>${list}</dt_assoc></data_block></body></OPS_envelope>`;
    expect(readEnvelope(xml)).toEqual({ list: ['n0', 'n1', 'n2'] });
  });

  it.each([
    ['nothing', ''],
    ['a page', '<html><body>Access denied</body></html>'],
    ['half a document', '<OPS_envelope><body>'],
    ['entities of its own', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><OPS_envelope>&a;</OPS_envelope>'],
  ])('refuse %s', (_what, xml) => {
    expect(() => readEnvelope(xml)).toThrow(TypeError);
  });
});
