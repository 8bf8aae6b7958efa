import type { Mailbox } from '../../../../shared/domain/directory.ts';
import { formatBytes } from '../../../../shared/domain/format.ts';
import type { ImportRow } from '../../../../shared/domain/import.ts';
import type { MailboxOrigin } from '../../../../shared/domain/origin.ts';
import type { Candidate } from './candidate.ts';

type Difference = ImportRow['differences'][number];

/** What an import would change about a mailbox that is here already. */
export function differencesOf(
  candidate: Candidate,
  known: Mailbox,
  origin: MailboxOrigin | undefined,
  password: ImportRow['password'],
): Difference[] {
  const differences: Difference[] = [];
  const add = (field: string, before: string, after: string): void => {
    if (before !== after) differences.push({ field, before: before || 'none', after: after || 'none' });
  };
  add('Login', known.source.user, candidate.sourceUser);
  const after = candidate.origin;
  if (!origin) {
    differences.push({ field: 'Details', before: 'entered by hand', after: 'as the file has them' });
  } else {
    add('Kind', kindWords[origin.kind], kindWords[after.kind]);
    add('State', stateWords(origin.enabled), stateWords(after.enabled));
    add('Limit', limitWords(origin.limitKb), limitWords(after.limitKb));
    add('Passes on to', listed(origin.redirectTo), listed(after.redirectTo));
    add('Keeps a copy', copyWords(origin), copyWords(after));
    add('Aliases', listed(origin.aliases), listed(after.aliases));
    add('Post office', origin.postoffice, after.postoffice);
  }
  if (password === 'changed') differences.push({ field: 'Password', before: 'as stored', after: 'another one' });
  if (password === 'new') differences.push({ field: 'Password', before: 'none', after: 'as the file has it' });
  return differences;
}

const kindWords = { mailbox: 'mailbox', redirect: 'forward only' } as const;

function stateWords(enabled: boolean | null): string {
  return enabled === false ? 'disabled' : 'enabled';
}

function limitWords(limitKb: number | null): string {
  if (limitKb === null) return '';
  return limitKb < 0 ? 'unlimited' : formatBytes(limitKb * 1024);
}

function copyWords({ redirectMode }: Pick<MailboxOrigin, 'redirectMode'>): string {
  return redirectMode === 1 ? 'no' : 'yes';
}

function listed(addresses: readonly string[]): string {
  return addresses.toSorted().join(', ');
}
