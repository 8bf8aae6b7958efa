// An old and a new Dovecot with one mailbox on each, as most journeys of an agent begin.
import type { Page } from '@playwright/test';
import { type DovecotOptions, type DovecotServer, startDovecot } from '../servers/dovecot.ts';
import type { MailboxPlan } from '../servers/mailbox-plan.ts';
import { seedMailbox } from '../servers/mailbox-seed.ts';
import { type MailboxSnapshot, snapshotMailbox } from '../servers/mailbox-snapshot.ts';
import { addMailbox, addServer } from './agent.ts';
import { type Console, engineReady, launchConsole } from './launch.ts';

type Passwords = Readonly<Record<'source' | 'destination', string>>;

/** What stands in front of a server, where the console is not to reach it directly. */
interface Ways {
  readonly from?: DovecotServer;
  readonly to?: DovecotServer;
  readonly toMode?: 'TLS' | 'STARTTLS';
}

export interface TwoServers {
  readonly address: string;
  readonly passwords: Passwords;
  readonly from: DovecotServer;
  readonly to: DovecotServer;
  snapshot(side: 'source' | 'destination'): Promise<MailboxSnapshot>;
  /** Puts mail into a mailbox, the old one unless said otherwise. */
  seed(plan: MailboxPlan, side?: 'source' | 'destination'): Promise<void>;
  /** A console with an own workspace in which both servers and the mailbox have been added; it shows the mailbox. */
  openConsole(options?: { readonly userData?: string; readonly ways?: Ways }): Promise<Console>;
  stop(): Promise<void>;
}

const usualPasswords: Passwords = { source: 'Kelp-Lantern-58', destination: 'Tide.Table.07' };

/** Starts both servers. `to`: how the new one differs from a Dovecot as it comes. */
export async function startTwoServers(
  address: string,
  {
    passwords = usualPasswords,
    to: differs = {},
  }: { readonly passwords?: Passwords; readonly to?: DovecotOptions } = {},
): Promise<TwoServers> {
  const [from, to] = await Promise.all([startDovecot(), startDovecot(differs)]);
  await Promise.all([from.addUser(address, passwords.source), to.addUser(address, passwords.destination)]);
  const at = (side: 'source' | 'destination') => {
    const { host, ports, passwordOf } = side === 'source' ? from : to;
    return { host, port: ports.imap, passwordOf };
  };

  async function addTo(page: Page, ways: Ways = {}): Promise<void> {
    await addServer(page, 'Old server', ways.from ?? from, 'TLS');
    await addServer(page, 'New server', ways.to ?? to, ways.toMode ?? 'STARTTLS');
    await addMailbox(page, {
      address,
      customer: 'Harbour Chandlery',
      source: { server: 'Old server', password: passwords.source },
      destination: { server: 'New server', password: passwords.destination },
    });
  }

  return {
    address,
    passwords,
    from,
    to,
    snapshot: (side) => snapshotMailbox(at(side), address, passwords[side]),
    seed: (plan, side = 'source') => seedMailbox(at(side), address, plan),
    async openConsole({ userData, ways } = {}) {
      const mailferry = await launchConsole({ workspace: 'own', ...(userData === undefined ? {} : { userData }) });
      try {
        await engineReady(mailferry.page);
        await addTo(mailferry.page, ways);
        return mailferry;
      } catch (error) {
        await mailferry.close();
        throw error;
      }
    },
    async stop() {
      await Promise.all([from.stop(), to.stop()]);
    },
  };
}
