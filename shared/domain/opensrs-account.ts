import { z } from 'zod';

/** Where a reseller's mail lives; fixed when the reseller signed up. `custom`: an address of the agent's own. */
export const opensrsCluster = z.enum(['a', 'b', 'test', 'custom']);
export type OpensrsCluster = z.infer<typeof opensrsCluster>;

const clusterUrls = {
  a: 'https://admin.a.hostedemail.com/api',
  b: 'https://admin.b.hostedemail.com/api',
  test: 'https://admin.test.hostedemail.com/api',
} as const;

/** What is set of an account; its password is in the vault. */
export const opensrsAccountSettings = z
  .object({
    endpointId: z.string().min(1),
    cluster: opensrsCluster,
    /** Only where the cluster is `custom`. */
    url: z.string().trim().max(300).nullable(),
    user: z
      .string()
      .trim()
      .max(255)
      .regex(/^[^\s@]+@[^\s@]+$/, 'Enter the admin login, for instance admin@reseller.adm'),
    /** The company the account belongs to; empty: named like the admin login's domain without ".adm". */
    company: z.string().trim().max(160),
  })
  .superRefine(({ cluster, url }, context) => {
    if (cluster !== 'custom') return;
    const problem = url === null || url === '' ? 'Enter the address of the mail API' : omaUrlProblem(url);
    if (problem !== null) context.addIssue({ code: 'custom', path: ['url'], message: problem });
  });
export type OpensrsAccountSettings = z.infer<typeof opensrsAccountSettings>;

/** What the last test of an account found. */
export const opensrsAccountTest = z.object({
  /** ISO 8601. */
  at: z.string(),
  ok: z.boolean(),
  text: z.string(),
  /** Roles of the admin login as OpenSRS names them; empty when it did not tell. */
  roles: z.array(z.string()),
});
export type OpensrsAccountTest = z.infer<typeof opensrsAccountTest>;

/** The name under which the password of an account is kept in the vault. */
export function opensrsSecretRef(endpointId: string): string {
  return `opensrs/${endpointId}`;
}

/** The address of the API of an account. */
export function omaUrlOf({ cluster, url }: Pick<OpensrsAccountSettings, 'cluster' | 'url'>): string {
  return cluster === 'custom' ? (url ?? '') : clusterUrls[cluster];
}

const ADDRESS = /^(https?):\/\/(\[[0-9a-f:.]+\]|[^/?#:@[\]\s]+)(:\d{1,5})?(\/[^?#\s]*)?$/i;
const THIS_COMPUTER = /^(localhost|127\.0\.0\.\d+|\[::1\])$/i;

/** Why an address cannot be used for the API, or null. Clear text is allowed on this computer alone, where nobody can read along. */
export function omaUrlProblem(text: string): string | null {
  if (/^\w+:\/\/[^/]*@/.test(text)) return 'Leave login and password out of the address';
  if (/[?#]/.test(text)) return 'Leave out everything from "?" or "#" on';
  const parts = ADDRESS.exec(text);
  if (parts === null) return 'Enter an address such as https://admin.b.hostedemail.com/api';
  const [, scheme = '', host = ''] = parts;
  return scheme.toLowerCase() === 'https' || THIS_COMPUTER.test(host) ? null : 'The address must begin with https://';
}

/** The company an account acts for. */
export function companyOf({ company, user }: Pick<OpensrsAccountSettings, 'company' | 'user'>): string {
  if (company !== '') return company;
  return user.slice(user.lastIndexOf('@') + 1).replace(/\.adm$/i, '');
}
