import { expect, test } from 'vitest';
import { otherWaysTo } from '../../../renderer/ui/other-ways.ts';
import type { Endpoint } from '../../../shared/domain/endpoint.ts';

const at = (id: string, host: string, platform: Endpoint['platform'] = 'other') => ({ id, host, platform });

test('offers servers of the same provider, and no others', () => {
  const own = at('own', 'imap.harbour.example');
  const ids = (...endpoints: ReturnType<typeof at>[]): string[] => otherWaysTo(own, endpoints).map(({ id }) => id);
  expect(ids(own)).toEqual([]);
  expect(ids(at('same', 'IMAP.harbour.example'), at('beside', 'pop.harbour.example'))).toEqual(['same', 'beside']);
  expect(ids(at('strange', 'pop.other.example'), at('new', 'mail.hostedemail.com', 'opensrs'))).toEqual([]);
  expect(otherWaysTo(undefined, [own])).toEqual([]);
});

test('takes endpoints of one hosting platform for one provider, and an address for itself only', () => {
  const old = at('old', 'mail.customer.example', 'mailenable');
  expect(otherWaysTo(old, [at('pop', '192.0.2.7', 'mailenable')])).toHaveLength(1);
  const address = at('one', '192.0.2.7');
  expect(otherWaysTo(address, [at('two', '198.0.2.7'), at('three', '192.0.2.7')]).map(({ id }) => id)).toEqual([
    'three',
  ]);
});
