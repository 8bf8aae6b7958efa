import type { CliSide, ProbeResult } from '../../../shared/domain/cli-result.ts';
import { formatBytes, formatNumberOf } from '../../../shared/domain/format.ts';
import type { ServerFacts } from '../../../shared/domain/inspection.ts';
import { factLines } from './table.ts';

/**
 * What Mailferry makes of a server, in sentences. `loggedIn`: the capabilities are those after the login; before it, what is
 * missing says nothing, because many servers name most of them only then.
 */
export function remarksOn(facts: ServerFacts, loggedIn: boolean): string[] {
  const abilities: readonly (readonly [has: boolean, yes: string, no: string])[] = [
    [
      facts.multiappend,
      'As a destination it takes many messages with one command (MULTIAPPEND), which makes copying to it fast.',
      'As a destination it takes one message per command (no MULTIAPPEND); several connections help.',
    ],
    [
      facts.literalPlus,
      'It takes the bytes of a message without being asked first (LITERAL+).',
      'It has to be asked before the bytes of each message (no LITERAL+), which costs a round trip each.',
    ],
    [
      facts.uidplus,
      'It tells the numbers of new messages at once (UIDPLUS).',
      'It does not tell the numbers of new messages (no UIDPLUS); Mailferry looks them up by comparing.',
    ],
    [
      facts.specialUse,
      'It marks Sent, Drafts, Junk and Trash (SPECIAL-USE), so folders are mapped by their use.',
      'It does not mark Sent, Drafts, Junk and Trash (no SPECIAL-USE), so folders are mapped by their names.',
    ],
    [
      facts.condstore,
      'It tells what changed since the last look (CONDSTORE).',
      'It cannot tell what changed since the last look (no CONDSTORE); a delta lists each folder that may have changed.',
    ],
  ];
  const remarks = abilities.filter(([has]) => has || loggedIn).map(([has, yes, no]) => (has ? yes : no));
  if (facts.appendLimit !== null) remarks.push(`It accepts messages up to ${formatBytes(facts.appendLimit)}.`);
  if (facts.tls === null) remarks.push('The connection is not encrypted: passwords and mail can be read on the way.');
  if (!loggedIn) remarks.push('This is what it says before a login; many servers say more after it.');
  return remarks;
}

/** The address with its user, as the command line takes it. */
export function sideText(side: CliSide): string {
  return side.user === null ? side.endpoint : side.endpoint.replace('://', `://${side.user}@`);
}

/** What `mailferry probe` found, as lines. */
export function probeReport({ server, connection, login, folders, remarks }: ProbeResult): string[] {
  const facts = login?.facts ?? connection.facts;
  const rows: [string, string][] = [['Server', sideText(server)]];
  if (facts) {
    rows.push(['Greeting', facts.greeting]);
    if (facts.product !== null) rows.push(['Product', facts.product]);
    if (facts.tls) {
      const { certificate } = facts.tls;
      rows.push(
        ['TLS', `${facts.tls.version}, ${facts.tls.cipher}`],
        [
          'Certificate',
          `${certificate.subject}, issued by ${certificate.issuer}${certificate.selfSigned ? ' (self-signed)' : ''}`,
        ],
        ['', `valid ${certificate.validFrom} to ${certificate.validTo}`],
        ['', `names: ${certificate.names.join(', ') || 'none'}`],
        ['Fingerprint', certificate.fingerprint],
      );
    } else {
      rows.push(['TLS', 'none']);
    }
    rows.push(['Capabilities', facts.capabilities.join(' ')]);
  }
  if (connection.connectMs !== null) rows.push(['Connected in', `${connection.connectMs} ms`]);
  if (connection.otherClient !== undefined) rows.push(['Second look', connection.otherClient]);
  if (login?.ok) {
    rows.push(['Login', `works, took ${login.connectMs ?? 0} ms`]);
    if (login.facts) {
      rows.push(['Round trip', `${login.facts.roundTripMs} ms`]);
      if (login.facts.delimiter !== null)
        rows.push(['Delimiter', `"${login.facts.delimiter}", prefix "${login.facts.prefix}"`]);
    }
    if (folders) {
      const messages = folders.messages === null ? '' : `, ${formatNumberOf(folders.messages, 'message')}`;
      rows.push(['Folders', `${formatNumberOf(folders.total, 'folder')}${messages}`]);
    }
    rows.push(['Quota', quotaText(login.quota)]);
  } else if (login === null) {
    rows.push([
      'Login',
      server.user === null ? 'not tried: the address names no user' : 'not tried: no password was given',
    ]);
  } else {
    rows.push(['Login', `failed: ${login.error?.message ?? 'for an unknown reason'}`]);
  }
  return [...factLines(rows), ...(remarks.length > 0 ? ['', ...remarks.map((remark) => `- ${remark}`)] : [])];
}

function quotaText(quota: { readonly usedBytes: number; readonly limitBytes: number | null } | null): string {
  if (quota === null) return 'not told';
  if (quota.limitBytes === null) return `${formatBytes(quota.usedBytes)} used, no limit`;
  const percent = quota.limitBytes > 0 ? Math.round((quota.usedBytes / quota.limitBytes) * 100) : 100;
  return `${formatBytes(quota.usedBytes)} of ${formatBytes(quota.limitBytes)} used (${percent} %)`;
}
