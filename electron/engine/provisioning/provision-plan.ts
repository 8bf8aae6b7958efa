import { checkDomain, checkLocalPart, suggestLocalPart } from '../../../shared/domain/opensrs-names.ts';
import type {
  ProvisionAction,
  ProvisionChange,
  ProvisionKind,
  ProvisionLine,
} from '../../../shared/domain/provisioning.ts';
import type { Present, PresentDomain, PresentUser, WantedDomain, WantedMailbox } from './provision-facts.ts';
import { raisedQuota, sizeOf } from './provision-size.ts';

const nothing: ProvisionChange = { quota: null, aliases: [], forwardTo: [], keepsMail: null };

/** Against what there is, one line for every object that is wanted. Pure: the same question always gets the same answer. */
export function planProvisioning(wanted: WantedDomain, present: Present): ProvisionLine[] {
  const domain = planDomain(wanted, present.domain);
  const blocked = domain.lines.find((line) => line.kind === 'domain' && line.action === 'cannot');
  const claimed = new Map<string, string>();
  for (const { address } of wanted.mailboxes) claimed.set(address.toLowerCase(), address);
  const lines = [...wanted.mailboxes]
    .sort((a, b) => (a.address.toLowerCase() < b.address.toLowerCase() ? -1 : 1))
    .flatMap((mailbox) => planMailbox(mailbox, wanted, present, claimed, blocked));
  return [...domain.lines, ...lines, ...planCatchAll(wanted, present.domain)];
}

function line(
  kind: ProvisionKind,
  name: string,
  mailboxId: string | null,
  action: ProvisionAction,
  reasons: readonly string[],
  more: { cure?: string; change?: ProvisionChange } = {},
): ProvisionLine {
  return {
    key: `${kind} ${name.toLowerCase()}${kind === 'alias' ? ` ${mailboxId}` : ''}`,
    kind,
    name,
    mailboxId,
    action,
    reasons: [...reasons],
    cure: more.cure ?? null,
    change: more.change ?? null,
  };
}

function planDomain({ name, aliasDomains }: WantedDomain, present: PresentDomain): { lines: ProvisionLine[] } {
  const [fault] = checkDomain(name);
  const cannot = (reason: string, cure: string): { lines: ProvisionLine[] } => ({
    lines: [line('domain', name, null, 'cannot', [reason], { cure })],
  });
  if (fault) return cannot(`The name ${fault.text}.`, 'OpenSRS cannot take a domain of this name.');
  if (present.state === 'alias') {
    return cannot(
      'At OpenSRS it is an alias of another domain.',
      'Take the alias off that domain at OpenSRS, then look again.',
    );
  }
  if (present.state === 'not-yours') {
    return cannot(
      'At OpenSRS it belongs to another company, or is beyond this admin login.',
      'Have it released or pushed to your company, or use the login it belongs to.',
    );
  }
  const there =
    present.state === 'there' ? new Set(present.aliases.map((alias) => alias.toLowerCase())) : new Set<string>();
  const missing = aliasDomains.filter((alias) => !there.has(alias.toLowerCase()));
  const bad = missing.flatMap((alias) => {
    const [problem] = checkDomain(alias);
    if (!problem) return [];
    return [
      line('alias-domain', alias, null, 'cannot', [`The name ${problem.text}.`], {
        cure: 'OpenSRS cannot take a domain of this name.',
      }),
    ];
  });
  const good = missing.filter((alias) => checkDomain(alias).length === 0);
  const change = { ...nothing, aliases: good };
  const also = good.length === 0 ? [] : [`Alias ${good.length === 1 ? 'domain' : 'domains'}: ${good.join(', ')}.`];
  if (present.state === 'there') {
    if (good.length > 0) return { lines: [line('domain', name, null, 'adapt', also, { change }), ...bad] };
    return { lines: [line('domain', name, null, 'there', ['It is there.']), ...bad] };
  }
  if (!present.mayCreate) {
    return cannot(
      'This admin login may not make domains.',
      'Use a login with the role "company", or have the domain made at OpenSRS.',
    );
  }
  return { lines: [line('domain', name, null, 'create', ['It is not there yet.', ...also], { change }), ...bad] };
}

function planCatchAll({ catchAll, name }: WantedDomain, present: PresentDomain): ProvisionLine[] {
  if (catchAll === null) return [];
  if (present.state === 'there' && present.catchAll?.toLowerCase() === catchAll.toLowerCase()) {
    return [line('catch-all', `*@${name}`, null, 'there', [`Everything else goes to ${catchAll}.`])];
  }
  return [
    line(
      'catch-all',
      `*@${name}`,
      null,
      'cannot',
      [`At the source, mail to unknown addresses goes to ${catchAll}. OpenSRS has no catch-all for new domains.`],
      {
        cure: `Ask the customer which of those addresses are really used, and add them as aliases of ${catchAll}.`,
      },
    ),
  ];
}

function planMailbox(
  wanted: WantedMailbox,
  domain: WantedDomain,
  present: Present,
  claimed: Map<string, string>,
  blocked: ProvisionLine | undefined,
): ProvisionLine[] {
  const { address, mailboxId } = wanted;
  const asForward = wanted.kind === 'redirect' && (wanted.used ?? 0) === 0;
  const kind = asForward ? 'forward' : 'mailbox';
  const cannot = (reason: string, cure: string): ProvisionLine[] => [
    line(kind, address, mailboxId, 'cannot', [reason], { cure }),
  ];
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);

  if (wanted.elsewhere !== null)
    return cannot(wanted.elsewhere, 'Make it there by hand; its login is checked all the same.');
  if (address.slice(at + 1).toLowerCase() !== domain.name.toLowerCase()) {
    return cannot(
      `Its login at the destination is not an address of ${domain.name}.`,
      `Set the user name at the destination to an address of ${domain.name}.`,
    );
  }
  const faults = checkLocalPart(local);
  if (faults.length > 0) {
    const suggested = suggestLocalPart(local, { has: (name) => claimed.has(`${name}@${domain.name}`.toLowerCase()) });
    const cure =
      suggested === null
        ? 'Agree on another name with the customer.'
        : `${suggested}@${domain.name} is free: set it as the user name at the destination, and tell the customer.`;
    return cannot(`The name ${faults.map((fault) => fault.text).join(', and ')}.`, cure);
  }
  if (blocked) return cannot('Its domain cannot be made.', blocked.cure ?? 'See the line of the domain.');
  const key = address.toLowerCase();
  if (present.notYours.has(key)) {
    return cannot('OpenSRS does not let this admin login see the name.', 'Use the login it belongs to.');
  }
  const owner = present.aliases.get(key);
  if (owner !== undefined) {
    return cannot(`At OpenSRS it is an alias of ${owner}.`, `Take the alias off ${owner} at OpenSRS, then look again.`);
  }
  const aliases = planAliases(wanted, domain, present, claimed);
  const found = present.users.get(key);
  const own = found
    ? adapted(wanted, found, aliases.add, kind, present.domain)
    : created(wanted, aliases.add, asForward, present);
  return [own, ...aliases.refused];
}

function created(
  wanted: WantedMailbox,
  aliases: readonly string[],
  asForward: boolean,
  present: Present,
): ProvisionLine {
  const { address, mailboxId } = wanted;
  const kind = asForward ? 'forward' : 'mailbox';
  const cannot = (reason: string, cure: string): ProvisionLine =>
    line(kind, address, mailboxId, 'cannot', [reason], { cure });
  // Of a domain that is still to be made nothing is known; the login that may make it may make what is in it.
  if (present.domain.state === 'there' && !present.mayCreateUsers) {
    return cannot('This admin login may not make mailboxes.', 'Use a login with the role "company" or "domain".');
  }
  const reasons = ['It is not there yet.'];
  let cure: string | undefined;
  if (wanted.redirect !== 'none' && wanted.redirectTo.length === 0) {
    return cannot(
      'It is redirected at the source, but nobody knows where to.',
      'Look up the redirection at the source, and enter it.',
    );
  }
  if (wanted.redirectTo.length > 0) reasons.push(forwardWords(wanted, asForward));
  if (aliases.length > 0) reasons.push(`Aliases: ${aliases.join(', ')}.`);
  if (!wanted.enabled)
    reasons.push('It is switched off at the source; at OpenSRS it will be on. Leave it out if it should stay off.');
  if (asForward) {
    const change = { ...nothing, aliases: [...aliases], forwardTo: [...wanted.redirectTo], keepsMail: false };
    return line('forward', address, mailboxId, 'create', reasons, { change });
  }
  const size = sizeOf(wanted, present.domain);
  if (size.quota === null) return cannot(size.reason, size.cure);
  reasons.push(size.reason);
  if (wanted.passwordFault !== null) {
    reasons.push(
      `The customer's password cannot be kept: it ${wanted.passwordFault}. A new one is made and kept in the vault.`,
    );
    cure = 'Set a password together with the customer at OpenSRS afterwards.';
  }
  const change = {
    quota: size.quota,
    aliases: [...aliases],
    forwardTo: wanted.redirect === 'none' ? [] : [...wanted.redirectTo],
    keepsMail: wanted.redirect !== 'only',
  };
  return line('mailbox', address, mailboxId, 'create', reasons, { change, ...(cure === undefined ? {} : { cure }) });
}

function adapted(
  wanted: WantedMailbox,
  found: PresentUser,
  aliases: readonly string[],
  kind: 'mailbox' | 'forward',
  domain: PresentDomain,
): ProvisionLine {
  const { address, mailboxId } = wanted;
  const cannot = (reason: string, cure: string): ProvisionLine =>
    line(kind, address, mailboxId, 'cannot', [reason], { cure });
  if (found.type !== kind && !(kind === 'forward' && found.type === 'mailbox')) {
    return cannot(
      `At OpenSRS it is there as a ${found.type}, not as a ${kind}.`,
      'Decide with the customer which of both it is to be; a type is not changed here.',
    );
  }
  if (found.imapOff) {
    return cannot(
      'It is there, but IMAP is switched off for it.',
      'Switch IMAP on for it at OpenSRS, then look again.',
    );
  }
  const has = new Set(found.forwardRecipients.map((recipient) => recipient.toLowerCase()));
  const forwardTo =
    wanted.redirect === 'none'
      ? []
      : wanted.redirectTo.filter((to) => !has.has(to.toLowerCase()) || !found.deliveryForward);
  const quota =
    found.type === 'mailbox' && kind === 'mailbox'
      ? raisedQuota(wanted, found.quota, domain)
      : { quota: null, reasons: [], cure: null };
  const reasons = [
    ...(aliases.length > 0 ? [`Further aliases: ${aliases.join(', ')}.`] : []),
    ...(forwardTo.length > 0 ? [`Passes mail on to ${forwardTo.join(', ')} as well.`] : []),
    ...quota.reasons,
  ];
  const change = { ...nothing, quota: quota.quota, aliases: [...aliases], forwardTo };
  const more = quota.cure === null ? {} : { cure: quota.cure };
  if (aliases.length === 0 && forwardTo.length === 0 && quota.quota === null) {
    return line(kind, address, mailboxId, 'there', ['It is there.', ...reasons], more);
  }
  return line(kind, address, mailboxId, 'adapt', reasons, { change, ...more });
}

function planAliases(
  { mailboxId, address, aliases }: WantedMailbox,
  domain: WantedDomain,
  present: Present,
  claimed: Map<string, string>,
): { add: string[]; refused: ProvisionLine[] } {
  const own = new Set((present.users.get(address.toLowerCase())?.aliases ?? []).map((alias) => alias.toLowerCase()));
  const add: string[] = [];
  const refused: ProvisionLine[] = [];
  for (const alias of new Map(aliases.map((name) => [name.toLowerCase(), name])).values()) {
    const key = alias.toLowerCase();
    const at = alias.lastIndexOf('@');
    const refuse = (reason: string, cure: string): void =>
      void refused.push(line('alias', alias, mailboxId, 'cannot', [`Alias of ${address}: ${reason}`], { cure }));
    if (key === address.toLowerCase() || own.has(key)) continue;
    const [fault] = checkLocalPart(alias.slice(0, at));
    const owner = present.aliases.get(key);
    const other = claimed.get(key);
    if (alias.slice(at + 1).toLowerCase() !== domain.name.toLowerCase()) {
      refuse(
        `it is not an address of ${domain.name}.`,
        'OpenSRS takes aliases of the same domain alone. Make it a mailbox or forward of its own domain.',
      );
    } else if (fault)
      refuse(`the name ${fault.text}.`, 'OpenSRS cannot take this name; tell the customer, and who writes to it.');
    else if (other !== undefined)
      refuse(
        `${other} has this name already.`,
        'A name can belong to one mailbox alone. Decide with the customer which.',
      );
    else if (owner !== undefined && owner.toLowerCase() !== address.toLowerCase()) {
      refuse(`at OpenSRS it is an alias of ${owner}.`, `Take it off ${owner} at OpenSRS, then look again.`);
    } else if (present.users.has(key) || present.notYours.has(key)) {
      refuse(
        'at OpenSRS there is a mailbox of this name.',
        'Decide with the customer what is to become of that mailbox.',
      );
    } else {
      claimed.set(key, address);
      add.push(alias);
    }
  }
  return { add, refused };
}

function forwardWords({ redirect, redirectTo }: WantedMailbox, asForward: boolean): string {
  const to = redirectTo.join(', ');
  if (asForward) return `Passes everything on to ${to}.`;
  if (redirect === 'only')
    return `Passes everything on to ${to}; it is a mailbox all the same, because old mail lies in it.`;
  return `Keeps a copy and passes everything on to ${to}.`;
}
