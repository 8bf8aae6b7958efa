import { mailEnableConfiguration, type PostofficePlan } from './mailenable-configuration.ts';
import type { Practice } from './practice.ts';

/** A customer who is not in the workspace yet, with what real servers have and OpenSRS has not. */
const lighthouse: PostofficePlan = {
  name: 'lighthouse',
  domains: [{ name: 'lighthouse-books.test', catchAll: 'shop' }, { name: 'leuchtturm-buch.test' }],
  mailboxes: [
    {
      name: 'shop',
      password: 'Lamp-Room-41',
      limitKb: 2_097_152,
      sizeKb: 913_000,
      aliases: ['order@lighthouse-books.test'],
    },
    { name: 'renée', password: 'Fresnel-1822', limitKb: 512_000, sizeKb: 88_400 },
    { name: 'news+events', password: 'Fog-Signal-9', limitKb: 256_000, sizeKb: 1200 },
    { name: 'archive', password: 'Keepers-Log-3', limitKb: 31_457_280, sizeKb: 27_262_976 },
    { name: 'info', password: 'Relay-77-Gull', redirect: { mode: 1, to: ['shop@lighthouse-books.test'] } },
    {
      name: 'tove',
      password: 'Winter-Oil-5',
      limitKb: -1,
      sizeKb: 402_000,
      redirect: { mode: 2, to: ['tove@elsewhere.test'] },
    },
    { name: 'student', password: 'Summer-Only-2', enabled: false, limitKb: 102_400, sizeKb: 300 },
    { name: 'scanner', password: null, limitKb: 102_400, sizeKb: 54_000 },
  ],
  lists: ['readers@lighthouse-books.test'],
};

/** The configuration folder of the practice server: its customers as they are, and one more who is to be imported. */
export function practiceConfiguration(practice: Practice): ReadonlyMap<string, Uint8Array> {
  const offices = new Map<string, { domains: Set<string>; mailboxes: PostofficePlan['mailboxes'][number][] }>();
  for (const { name: domain, mailboxes } of practice.directory.customers.flatMap((customer) => customer.domains)) {
    for (const { address, sourceUser, quotaBytes } of mailboxes) {
      const at = sourceUser.lastIndexOf('@');
      const name = at < 0 ? domain : sourceUser.slice(at + 1);
      const office = offices.get(name) ?? { domains: new Set(), mailboxes: [] };
      office.domains.add(domain);
      office.mailboxes.push({
        name: at < 0 ? sourceUser : sourceUser.slice(0, at),
        password: practice.secretFor('source', address),
        limitKb: Math.round(quotaBytes / 1024),
      });
      offices.set(name, office);
    }
  }
  const known = [...offices].map(([name, { domains, mailboxes }]): PostofficePlan => {
    return { name, domains: [...domains].map((domain) => ({ name: domain })), mailboxes };
  });
  return mailEnableConfiguration([...known, lighthouse]);
}
