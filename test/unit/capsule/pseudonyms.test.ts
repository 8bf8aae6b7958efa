import { describe, expect, it } from 'vitest';
import { pseudonymised } from '../../../electron/engine/capsule/pseudonyms.ts';

const names = {
  addresses: ['anna@harbour.test'],
  domains: ['harbour.test'],
  people: ['Anna Berg'],
  subjects: ['Rechnung (März)', 'missing', 'OK'],
  folders: ['Mama', '2019'],
};

describe('stand-ins', () => {
  it('are the same wherever the same is meant, so that patterns stay', () => {
    const told = pseudonymised(
      {
        address: 'anna@harbour.test',
        detail:
          'Mail of ANNA@harbour.test and ben@harbour.test in "Mama": Rechnung (März), by Anna Berg <anna@harbour.test>',
        server: 'imap.harbour.test',
        other: 'to eve@elsewhere.example, and eve@elsewhere.example',
      },
      names,
    );
    expect(told).toEqual({
      address: 'person-1@domain-1.example',
      detail:
        'Mail of person-1@domain-1.example and person-2@domain-1.example in "Folder 1": Subject 1, by Name 1 <person-1@domain-1.example>',
      server: 'imap.domain-1.example',
      other: 'to person-3@domain-2.example, and person-3@domain-2.example',
    });
  });

  it('leave what programs compare as it is, and words that only contain a name', () => {
    const value = { kind: 'missing', at: '2019-02-03T04:05:06.000Z', count: 2019, text: 'Mamas OK 12019' };
    expect(pseudonymised(value, names)).toEqual(value);
    expect(pseudonymised({ subject: 'missing' }, names)).toEqual({ subject: 'Subject 2' });
  });
});
