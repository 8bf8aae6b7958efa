import { randomUUID } from 'node:crypto';
import type { DomainPage, MailboxDraft, MailboxRow } from '../../../shared/contract/directory.ts';
import type { Customer, Domain, Mailbox, Order } from '../../../shared/domain/directory.ts';
import { mailboxSecretRef, type Side } from '../../../shared/domain/endpoint.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { isoTime } from '../clock.ts';
import type { MailboxStanding } from '../workspace/mailboxes.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { SecretRefs } from './secret-refs.ts';

type Sides = Pick<MailboxDraft, 'source' | 'destination'>;

/** Customers, domains and mailboxes: what may be changed, and what follows from a change. */
export class Directory {
  private readonly workspace: Workspace;
  private readonly secretRefs: SecretRefs;
  private readonly withTokens: () => ReadonlySet<string>;
  private readonly now: () => number;

  constructor(options: {
    workspace: Workspace;
    secretRefs: SecretRefs;
    /** Destination servers that give a session token where no password is stored. */
    withTokens?: () => ReadonlySet<string>;
    now: () => number;
  }) {
    this.workspace = options.workspace;
    this.secretRefs = options.secretRefs;
    this.withTokens = options.withTokens ?? (() => new Set());
    this.now = options.now;
  }

  /** @throws AppError `workspace.not-found` */
  async domainPage(id: string): Promise<DomainPage> {
    const refs = await this.secretRefs.list();
    const tokens = this.withTokens();
    const disks = this.disks();
    return {
      domain: this.domain(id),
      steps: this.workspace.domains.steps(id),
      mailboxes: this.workspace.mailboxes.listOfDomain(id).map((row) => withSecrets(row, refs, tokens, disks)),
    };
  }

  /** @throws AppError `workspace.not-found` */
  async mailboxRow(id: string): Promise<MailboxRow> {
    const row = this.workspace.mailboxes.row(id);
    if (!row) throw notFound('mailbox', id);
    return withSecrets(row, await this.secretRefs.list(), this.withTokens(), this.disks());
  }

  /** A deadline belongs to the forced order; the standard order has none. @throws AppError `workspace.not-found`, `input.invalid` */
  setOrder(domainId: string, order: Order, deadlineAt: string | null): void {
    this.domain(domainId);
    const deadline = order === 'forced' && deadlineAt !== null ? Date.parse(deadlineAt) : null;
    if (Number.isNaN(deadline)) {
      throw invalid(`The deadline "${deadlineAt}" is not a date; write it like 2026-11-30T18:00:00Z.`);
    }
    const since = isoTime(this.now());
    this.workspace.domains.setOrder(domainId, order, deadline === null ? null : isoTime(deadline), since);
  }

  /** Adds a mailbox; customer and domain are made when they are new. @throws AppError `workspace.duplicate`, `input.invalid` */
  addMailbox(draft: MailboxDraft): string {
    this.checkSides(draft);
    return this.workspace.transaction(() => {
      const known = this.workspace.mailboxes.findByAddress(draft.address);
      if (known)
        throw new AppError({ code: 'workspace.duplicate', message: `${known.address} is in the workspace already.` });
      const domainName = draft.address.slice(draft.address.lastIndexOf('@') + 1).toLowerCase();
      const domain = this.findOrAddDomain(domainName, draft.customerName);
      const { address, source, destination, note } = draft;
      const mailbox: Mailbox = { id: randomUUID(), domainId: domain.id, address, source, destination, note };
      this.workspace.mailboxes.add(mailbox);
      return mailbox.id;
    });
  }

  /**
   * Adds many mailboxes as `addMailbox` does, within a transaction of the caller's: what is asked for each of them alone is asked once.
   *
   * @returns adds one and gives its id; the addresses must be new
   */
  adding(sides: Sides): (draft: MailboxDraft) => string {
    this.checkSides({
      ...sides,
      source: { ...sides.source, user: '' },
      destination: { ...sides.destination, user: ' ' },
    });
    const domains = new Map<string, Domain>();
    return ({ address, customerName, source, destination, note }) => {
      const name = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
      const domain = domains.get(name) ?? this.findOrAddDomain(name, customerName);
      domains.set(name, domain);
      const mailbox: Mailbox = { id: randomUUID(), domainId: domain.id, address, source, destination, note };
      this.workspace.mailboxes.add(mailbox);
      return mailbox.id;
    };
  }

  /**
   * Changes sides and note. When a side becomes another server or login, the ledger of the mailbox is forgotten: it tells of the old
   * one, and the next run compares by content what is there.
   *
   * @throws AppError `workspace.not-found`, `input.invalid`, `run.already-running`
   */
  updateMailbox(id: string, draft: Omit<MailboxDraft, 'address' | 'customerName'>): void {
    this.checkSides(draft);
    this.workspace.transaction(() => {
      const mailbox = this.mailbox(id);
      this.refuseWhileRunning(mailbox);
      if (isOther(mailbox.source, draft.source) || isOther(mailbox.destination, draft.destination)) {
        this.workspace.ledger.forgetMailbox(id);
      }
      this.workspace.mailboxes.update({ ...mailbox, ...draft });
    });
  }

  /**
   * Forgets the mailbox with its runs, ledger and passwords; a domain or customer without mailboxes goes with it.
   *
   * @throws AppError `workspace.not-found`, `run.already-running`
   */
  removeMailbox(id: string): { removedRuns: number } {
    const removedRuns = this.takeOut(id);
    this.secretRefs.forget(mailboxSecretRef(id, 'source'));
    this.secretRefs.forget(mailboxSecretRef(id, 'destination'));
    return { removedRuns };
  }

  /** The same without its passwords, for what may still be taken back: they are in another file. */
  takeOut(id: string): number {
    return this.workspace.transaction(() => {
      this.refuseWhileRunning(this.mailbox(id));
      const runs = this.workspace.runs.countOf(id);
      this.workspace.mailboxes.remove(id);
      this.workspace.domains.removeEmpty();
      this.workspace.customers.removeEmpty();
      return runs;
    });
  }

  /** Message stores, which ask for no password. */
  private disks(): ReadonlySet<string> {
    return new Set(this.workspace.endpoints.list().flatMap((one) => (one.protocol === 'store' ? [one.id] : [])));
  }

  private domain(id: string): DomainPage['domain'] {
    const row = this.workspace.domains.row(id);
    if (!row) throw notFound('domain', id);
    return row;
  }

  private mailbox(id: string): Mailbox {
    const mailbox = this.workspace.mailboxes.find(id);
    if (!mailbox) throw notFound('mailbox', id);
    return mailbox;
  }

  private findOrAddDomain(name: string, customerName: string): Domain {
    const known = this.workspace.domains.findByName(name);
    if (known) {
      const owner = this.workspace.customers.find(known.customerId);
      if (owner && owner.name.toLowerCase() !== customerName.toLowerCase()) {
        throw invalid(`${name} belongs to the customer "${owner.name}"; enter that name.`);
      }
      return known;
    }
    const customer = this.findOrAddCustomer(customerName);
    const domain: Domain = {
      id: randomUUID(),
      customerId: customer.id,
      name,
      order: 'standard',
      deadlineAt: null,
      note: '',
    };
    this.workspace.domains.add(domain);
    return domain;
  }

  private findOrAddCustomer(name: string): Customer {
    const known = this.workspace.customers.findByName(name);
    if (known) return known;
    const customer = { id: randomUUID(), name };
    this.workspace.customers.add(customer);
    return customer;
  }

  private checkSides({ source, destination }: Sides): void {
    const endpoint = (side: Side, id: string) => {
      const found = this.workspace.endpoints.find(id);
      if (!found) throw invalid(`The ${side} server is not in the settings any more; choose another one.`);
      return found;
    };
    endpoint('source', source.endpointId);
    const target = endpoint('destination', destination.endpointId);
    if (target.protocol !== 'imap') {
      const what = target.protocol === 'pop3' ? 'speaks POP3, which' : 'is a message store on a disk, which';
      throw invalid(`${target.name} ${what} cannot take mail in; choose an IMAP server as destination.`);
    }
    if (source.endpointId === destination.endpointId && source.user.toLowerCase() === destination.user.toLowerCase()) {
      throw new AppError({
        code: 'run.source-is-destination',
        message: `Both sides are ${destination.user} on ${target.name}.`,
      });
    }
  }

  private refuseWhileRunning(mailbox: Mailbox): void {
    const run = this.workspace.runs.findActive(mailbox.id);
    if (!run) return;
    throw new AppError({
      code: 'run.already-running',
      message: `A ${run.kind} run of ${mailbox.address} is going on; cancel it first.`,
    });
  }
}

function isOther(before: Mailbox['source'], after: Mailbox['source']): boolean {
  return before.endpointId !== after.endpointId || before.user !== after.user;
}

function withSecrets(
  row: MailboxStanding,
  refs: ReadonlySet<string>,
  tokens: ReadonlySet<string>,
  disks: ReadonlySet<string>,
): MailboxRow {
  const has = (side: Side): boolean => refs.has(mailboxSecretRef(row.id, side));
  return {
    ...row,
    hasSecret: {
      source: has('source') || disks.has(row.source.endpointId),
      destination: has('destination') || tokens.has(row.destination.endpointId),
    },
  };
}

function notFound(noun: string, id: string): AppError {
  return new AppError({ code: 'workspace.not-found', message: `There is no ${noun} ${id} here.` });
}

function invalid(message: string): AppError {
  return new AppError({ code: 'input.invalid', message });
}
