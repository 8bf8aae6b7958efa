import type { MailLogin } from '../../../shared/domain/endpoint.ts';
import type { Service } from '../../../shared/domain/service.ts';
import type { ServiceProbe } from '../../../shared/domain/service-probe.ts';
import { isoTime } from '../clock.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Probes are kept so long, and those at which the state turned so much longer. */
const KEPT_MS = 8 * 86_400_000;
const TURNS_KEPT_MS = 400 * 86_400_000;
/** Old ones are looked for once in so many probes. */
const FORGET_EVERY = 200;

export interface ProberOptions {
  readonly workspace: Pick<Workspace, 'services'>;
  readonly now: () => number;
  readonly probeService: typeof import('./probe/probe-service.ts').probeService;
  /** Logs in once and out again. */
  readonly logIn: (login: MailLogin, signal: AbortSignal) => Promise<void>;
  /** Called after a probe was stored. */
  readonly onProbe: (service: Service, probe: ServiceProbe) => void;
}

/** Under which reference the vault keeps the password of a server's probe account. */
export function probeSecretRef(server: string): string {
  return `probe/${server}`;
}

/** Looks at services and writes down what was found. */
export class Prober {
  readonly #options: ProberOptions;
  /** The end of the last probe with a login, by server: two at once would try a wrong password twice. */
  readonly #logins = new Map<string, Promise<unknown>>();
  #made = 0;

  constructor(options: ProberOptions) {
    this.#options = options;
  }

  /** Probes one service and stores the result; rejects only when called off. */
  async probe(service: Service, by: ServiceProbe['by'], signal?: AbortSignal): Promise<ServiceProbe> {
    const account = this.#options.workspace.services.account(service.server);
    const logsIn = account !== undefined && (service.kind === 'imap' || service.kind === 'pop3');
    if (!logsIn) return this.#look(service, by, signal);
    const before = this.#logins.get(service.server);
    const mine = (async () => {
      await before?.catch(() => undefined);
      return this.#look(service, by, signal);
    })();
    this.#logins.set(service.server, mine);
    return mine;
  }

  async #look(service: Service, by: ServiceProbe['by'], signal: AbortSignal | undefined): Promise<ServiceProbe> {
    const { workspace, now, probeService, logIn, onProbe } = this.#options;
    const { services } = workspace;
    const account = services.account(service.server);
    const probe = await probeService(service, {
      now,
      by,
      ...(signal ? { signal } : {}),
      logIn: !account
        ? null
        : account.refusedAt !== null
          ? 'held-back'
          : (login, cut) => logIn({ ...login, user: account.user, secretRef: probeSecretRef(service.server) }, cut),
    });
    if (!services.find(service.id)) return probe;
    // Another account may have been stored meanwhile; its password has not been tried.
    if (probe.login === 'refused' && services.account(service.server)?.user === account?.user)
      services.refuseAccount(service.server, probe.at, probe.text);
    services.addProbe(service.id, probe);
    this.#made += 1;
    if (this.#made % FORGET_EVERY === 1) services.forget(isoTime(now() - KEPT_MS), isoTime(now() - TURNS_KEPT_MS));
    onProbe(service, probe);
    return probe;
  }
}
