import type { MailboxRow } from '../../../shared/contract/directory.ts';
import type { Mailbox, MailboxState } from '../../../shared/domain/directory.ts';
import type { Database } from './database.ts';

/** A row of a list of mailboxes, without what only the vault knows. */
export type MailboxStanding = Omit<MailboxRow, 'hasSecret'>;

/** The mailboxes of a workspace; how each stands is defined by the view `mailbox_standing`. */
export interface Mailboxes {
  row(id: string): MailboxStanding | undefined;
  listOfDomain(domainId: string): MailboxStanding[];
  countByState(): { state: MailboxState; count: number }[];
  find(id: string): Mailbox | undefined;
  findByAddress(address: string): Mailbox | undefined;
  ids(): string[];
  all(): Mailbox[];
  add(mailbox: Mailbox): void;
  /** Changes sides and note; the address stays. */
  update(mailbox: Mailbox): void;
  /** Removes with runs, findings, folder choices and ledger. */
  remove(id: string): void;
}

interface Columns {
  id: string;
  domainId: string;
  address: string;
  sourceEndpointId: string;
  sourceUser: string;
  destinationEndpointId: string;
  destinationUser: string;
  note: string;
}

interface StandingColumns extends Columns {
  domainName: string;
  state: MailboxState;
  messages: number | null;
  findings: number | null;
  verdict: string | null;
  lastRunId: string | null;
  lastRunAt: string | null;
}

const COLUMNS = `m.id, m.domain_id AS domainId, m.address, m.source_endpoint_id AS sourceEndpointId, m.source_user AS sourceUser,
  m.destination_endpoint_id AS destinationEndpointId, m.destination_user AS destinationUser, m.note`;

const STANDING = `SELECT ${COLUMNS}, d.name AS domainName, m.state, m.messages, m.findings, m.verdict,
    m.last_run_id AS lastRunId, m.last_run_at AS lastRunAt
  FROM mailbox m JOIN domain d ON d.id = m.domain_id`;

/** Mailboxes on the workspace database. */
export function openMailboxes(database: Database): Mailboxes {
  const row = database.prepare(`${STANDING} WHERE m.id = ?`);
  const ofDomain = database.prepare(`${STANDING} WHERE m.domain_id = ? ORDER BY m.address COLLATE NOCASE`);
  const byState = database.prepare('SELECT state, count(*) AS count FROM mailbox GROUP BY state');
  const find = database.prepare(`SELECT ${COLUMNS} FROM mailbox m WHERE m.id = ?`);
  const findByAddress = database.prepare(`SELECT ${COLUMNS} FROM mailbox m WHERE m.address = ?`);
  const ids = database.prepare('SELECT id FROM mailbox');
  const all = database.prepare(`SELECT ${COLUMNS} FROM mailbox m`);
  const add = database.prepare(
    `INSERT INTO mailbox
       (id, domain_id, address, source_endpoint_id, source_user, destination_endpoint_id, destination_user, note)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const update = database.prepare(
    `UPDATE mailbox SET source_endpoint_id = ?, source_user = ?, destination_endpoint_id = ?, destination_user = ?, note = ?
     WHERE id = ?`,
  );
  const remove = database.prepare('DELETE FROM mailbox WHERE id = ?');

  return {
    row(id) {
      const found = row.get<StandingColumns>(id);
      return found && toStanding(found);
    },
    listOfDomain: (domainId) => ofDomain.all<StandingColumns>(domainId).map(toStanding),
    countByState: () => byState.all<{ state: MailboxState; count: number }>(),
    find(id) {
      const found = find.get<Columns>(id);
      return found && toMailbox(found);
    },
    findByAddress(address) {
      const found = findByAddress.get<Columns>(address);
      return found && toMailbox(found);
    },
    ids: () => ids.all<{ id: string }>().map((entry) => entry.id),
    all: () => all.all<Columns>().map(toMailbox),
    add(mailbox) {
      const { source, destination } = mailbox;
      add.run(
        mailbox.id,
        mailbox.domainId,
        mailbox.address,
        source.endpointId,
        source.user,
        destination.endpointId,
        destination.user,
        mailbox.note,
      );
    },
    update({ id, source, destination, note }) {
      update.run(source.endpointId, source.user, destination.endpointId, destination.user, note, id);
    },
    remove: (id) => void remove.run(id),
  };
}

function toMailbox(columns: Columns): Mailbox {
  return {
    id: columns.id,
    domainId: columns.domainId,
    address: columns.address,
    source: { endpointId: columns.sourceEndpointId, user: columns.sourceUser },
    destination: { endpointId: columns.destinationEndpointId, user: columns.destinationUser },
    note: columns.note,
  };
}

function toStanding(columns: StandingColumns): MailboxStanding {
  const { domainName, state, messages, findings, verdict, lastRunId, lastRunAt } = columns;
  return { ...toMailbox(columns), domainName, state, messages, findings, verdict, lastRunId, lastRunAt };
}
