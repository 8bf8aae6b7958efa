import { type Endpoint, mailboxSecretRef, type Side } from '../../shared/domain/endpoint.ts';
import { opensrsSecretRef } from '../../shared/domain/opensrs-account.ts';
import type { SecretRefs } from './directory/secret-refs.ts';
import type { SecretSource } from './mail/secret-source.ts';
import type { PracticeStep } from './practice/customers/directory.ts';
import type { Practice } from './practice/practice.ts';
import type { Workspace } from './workspace/workspace.ts';

/** The account of the practice name servers. */
const DNS_ACCOUNT = 'practice-dns';
/** Seconds the made-up domains' records lived before the move. */
const OLD_TTL = 3600;

const SIDES: readonly Side[] = ['source', 'destination'];

/** Fills the directory with the made-up customers when there is none, and notes where the servers listen in this session. */
export function fillPracticeWorkspace(workspace: Workspace, practice: Practice): void {
  workspace.transaction(() => {
    for (const endpoint of practiceEndpoints(practice)) {
      const known = workspace.endpoints.find(endpoint.id);
      if (known) {
        const { host, port, protocol, tls } = endpoint;
        workspace.endpoints.update({ ...known, host, port, protocol, tls });
      } else workspace.endpoints.add(endpoint);
    }
    if (!workspace.dns.findAccount(DNS_ACCOUNT)) {
      workspace.dns.saveAccount({ id: DNS_ACCOUNT, provider: 'practice', name: 'Practice DNS' });
    }
    // The name servers begin every session as on the first day.
    practice.world.restore(workspace.dns.carriedOut(DNS_ACCOUNT));
    keepOpensrsAccount(workspace, practice);
    if (workspace.customers.list().length > 0) return;
    for (const customer of practice.directory.customers) {
      const customerId = practiceId(customer.name);
      workspace.customers.add({ id: customerId, name: customer.name });
      for (const { name, order, orderSince, deadlineAt, note, steps, mailboxes } of customer.domains) {
        const domainId = practiceId(name);
        workspace.domains.add({ id: domainId, customerId, name, order, deadlineAt, note });
        if (orderSince !== null) workspace.domains.setOrder(domainId, order, deadlineAt, orderSince);
        for (const step of steps) keepStep(workspace, domainId, step);
        keepOldRoute(workspace, domainId, steps);
        for (const mailbox of mailboxes) {
          workspace.mailboxes.add({
            id: practiceId(mailbox.address),
            domainId,
            address: mailbox.address,
            source: { endpointId: endpointId('source'), user: mailbox.sourceUser },
            destination: { endpointId: endpointId('destination'), user: mailbox.destinationUser },
            note: mailbox.story,
          });
        }
      }
    }
    keepOrigins(workspace);
  });
}

/** The account listens somewhere else in each session; one the agent has changed is left alone. */
function keepOpensrsAccount({ opensrsAccounts }: Workspace, { openSrs }: Practice): void {
  const endpoint = endpointId('destination');
  const known = opensrsAccounts.find(endpoint);
  if (known && known.user !== openSrs.user) return;
  const { url, user, company } = openSrs;
  opensrsAccounts.save({ endpointId: endpoint, cluster: 'custom', url, user, company });
  if (known?.test) opensrsAccounts.setTest(endpoint, known.test);
}

/** What the old platform knows beside mailboxes and logins: aliases, a catch-all, and a further name of a domain. */
function keepOrigins({ origins }: Workspace): void {
  const domainId = practiceId('feinwerk.test');
  origins.saveDomain(
    { domainId, postoffice: 'feinwerk', catchAll: 'info@feinwerk.test', aliasDomains: ['feinwerk-gmbh.test'] },
    'practice',
  );
  for (const [local, aliases, redirectTo, sizeKb] of [
    ['info', ['kontakt@feinwerk.test', 'bestellung+web@feinwerk.test'], ['leitung@mueller-feinmechanik.test'], 2048],
    ['archiv', ['ablage@feinwerk.test'], [], 5_400_000],
  ] as const) {
    origins.save(
      {
        mailboxId: practiceId(`${local}@feinwerk.test`),
        kind: 'mailbox',
        postoffice: 'feinwerk',
        name: local,
        enabled: true,
        limitKb: -1,
        sizeKb,
        redirectMode: redirectTo.length > 0 ? 2 : 0,
        redirectTo: [...redirectTo],
        aliases: [...aliases],
      },
      'practice',
    );
  }
}

/** Keeps a step as a check left it, with that check as its evidence. */
function keepStep(workspace: Workspace, domainId: string, { step, state, at, evidence, facts }: PracticeStep): void {
  workspace.domains.setStep(domainId, { step, state, at, evidence });
  if (at === null || evidence === null) return;
  workspace.stepEvidence.add({
    kind: 'check',
    id: `${domainId}-${step}-first`,
    domainId,
    step,
    at,
    by: 'agent',
    outcome: state === 'done' ? 'passed' : 'partly',
    summary: evidence,
    facts: facts.map(([label, value]) => ({ label, value, ok: state === 'done' ? true : null })),
    stateAfter: state,
  });
}

/** Of a domain whose mail was routed anew before the first day: how long the old records lived on. */
function keepOldRoute({ dns }: Workspace, domainId: string, steps: readonly PracticeStep[]): void {
  const routed = steps.find(({ step, state }) => step === 'routing' && state === 'done')?.at;
  if (!routed) return;
  dns.setOldRoute(domainId, { ttl: OLD_TTL, seenAt: routed, goneAt: routed });
  dns.setSettled(domainId, routed);
}

/** Empties the practice workspace, passwords the agent entered included, and fills it again. */
export function refillPracticeWorkspace(workspace: Workspace, practice: Practice, secretRefs: SecretRefs): void {
  const ids = workspace.mailboxes.ids();
  workspace.transaction(() => {
    workspace.customers.removeAll();
    workspace.endpoints.removeAll();
    fillPracticeWorkspace(workspace, practice);
  });
  for (const id of ids) for (const side of SIDES) secretRefs.forget(mailboxSecretRef(id, side));
}

/**
 * Passwords of practice mailboxes come from the practice servers without asking the vault, unless the agent has stored another one for
 * that login; all others come from the vault.
 */
export function practiceSecrets(
  practice: Practice,
  vault: { secrets: SecretSource; secretRefs: SecretRefs },
  workspace: Workspace,
): { secrets: SecretSource; secretRefs: SecretRefs } {
  const known = new Map(
    practice.directory.customers
      .flatMap((customer) => customer.domains)
      .flatMap((domain) => domain.mailboxes)
      .flatMap(({ address }) =>
        SIDES.map((side) => [mailboxSecretRef(practiceId(address), side), { side, address }] as const),
      ),
  );
  // A practice mailbox the agent pointed to a server of their own has no practice password any more.
  const isPractice = (ref: string): { side: Side; address: string } | undefined => {
    const entry = known.get(ref);
    if (!entry) return undefined;
    const mailbox = workspace.mailboxes.find(practiceId(entry.address));
    return mailbox?.[entry.side].endpointId === endpointId(entry.side) ? entry : undefined;
  };
  const accountRef = opensrsSecretRef(endpointId('destination'));
  const isPracticeAccount = (): boolean =>
    workspace.opensrsAccounts.find(endpointId('destination'))?.url === practice.openSrs.url;
  return {
    secrets: {
      async get(ref) {
        if (ref === accountRef && isPracticeAccount() && !(await vault.secretRefs.list()).has(ref)) {
          return practice.openSrs.password;
        }
        const entry = isPractice(ref);
        if (!entry || (await vault.secretRefs.list()).has(ref)) return vault.secrets.get(ref);
        return practice.secretFor(entry.side, entry.address);
      },
    },
    secretRefs: {
      async list() {
        const practised = [...known.keys()].filter((ref) => isPractice(ref) !== undefined);
        const account = isPracticeAccount() ? [accountRef] : [];
        return new Set([...practised, ...account, ...(await vault.secretRefs.list())]);
      },
      forget: (ref) => vault.secretRefs.forget(ref),
    },
  };
}

function practiceEndpoints(practice: Practice): Endpoint[] {
  const shared = { pinnedFingerprint: null, maxConnections: 4 };
  return [
    { id: endpointId('source'), name: 'Practice MailEnable', platform: 'mailenable', ...practice.source, ...shared },
    {
      id: endpointId('destination'),
      name: 'Practice OpenSRS',
      platform: 'opensrs',
      ...practice.destination,
      ...shared,
    },
  ];
}

function endpointId(side: Side): string {
  return `practice-${side}`;
}

/** The same name always gives the same id, so that links and stored passwords outlive a reset. */
function practiceId(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return `practice-${plain.replace(/[^a-z0-9]+/g, '-')}`;
}
