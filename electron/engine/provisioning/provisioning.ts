import { randomUUID } from 'node:crypto';
import { mailboxSecretRef } from '../../../shared/domain/endpoint.ts';
import { AppError, type ErrorWire, isAppError } from '../../../shared/domain/errors.ts';
import {
  canGoOn,
  changesSomething,
  type ProvisionJob,
  type ProvisionJobLine,
  type ProvisionLine,
  type ProvisionPlan,
} from '../../../shared/domain/provisioning.ts';
import { isoTime } from '../clock.ts';
import type { SecretSource } from '../mail/secret-source.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { applyLine } from './apply-line.ts';
import { lookAtDestination } from './look-at-destination.ts';
import type { OpenSrsAccounts } from './opensrs-accounts.ts';
import { generatePassword, passwordFault } from './password-rules.ts';
import { planProvisioning } from './provision-plan.ts';
import { destinationLogin, eachAtMost, type ProbeLogin } from './try-logins.ts';
import { destinationOf, passwordFor, wantedDomain } from './wanted-domain.ts';

export interface ProvisioningOptions {
  readonly workspace: Workspace;
  readonly accounts: OpenSrsAccounts;
  /** Stored passwords alone. */
  readonly stored: SecretSource;
  /** Stored passwords, and session tokens where there are none. */
  readonly secrets: SecretSource;
  readonly probeLogin: ProbeLogin;
  /** Puts passwords into the vault. @throws AppError `vault.locked` */
  readonly storeSecrets: (secrets: ReadonlyMap<string, string>) => Promise<void>;
  /** Something of the domain's job changed. */
  readonly changed: (domainId: string) => void;
  /** Called when a job has begun, and when it has ended by itself. */
  readonly onBegun?: (domainId: string) => void;
  readonly onEnded?: (domainId: string) => void;
  /** Hears of bugs; expected failures are in the job. */
  readonly onBug: (error: unknown) => ErrorWire;
  readonly now: () => number;
}

/** Mailboxes at the same time; the account's client has no more calls under way than it may. */
const AT_ONCE = 3;
/** Plans an agent may still act on. */
const PLANS_KEPT = 20;

/** The first step of a domain: plans it, carries plans out, and tries the logins of what was made. */
export class Provisioning {
  readonly #options: ProvisioningOptions;
  readonly #workspace: Workspace;
  readonly #plans = new Map<string, ProvisionPlan>();
  /** Jobs that go on, by domain. */
  readonly #going = new Map<string, { readonly stop: AbortController; readonly ended: Promise<void> }>();

  constructor(options: ProvisioningOptions) {
    this.#options = options;
    this.#workspace = options.workspace;
  }

  /** Marks what an earlier engine left going as interrupted; `continue` settles and finishes it. */
  recover(): void {
    this.#workspace.provisionJobs.interruptAll(isoTime(this.#options.now()));
  }

  /** Looks at the destination and plans. Changes nothing. @throws AppError `workspace.not-found`, `opensrs.*` */
  async plan(domainId: string, signal: AbortSignal): Promise<ProvisionPlan> {
    const { accounts, stored, now } = this.#options;
    const mailboxes = this.#workspace.mailboxes.listOfDomain(domainId);
    const endpointId = destinationOf(mailboxes, accounts.endpointIds());
    if (endpointId === null)
      throw new AppError({ code: 'input.invalid', message: 'The domain has no mailbox to provision; add one first.' });
    const client = accounts.client(endpointId);
    const wanted = await wantedDomain(this.#workspace, domainId, endpointId, stored);
    const lines = planProvisioning(wanted, await lookAtDestination(client, wanted, signal));
    const plan = { id: randomUUID(), domainId, endpointId, at: isoTime(now()), lines };
    this.#plans.set(plan.id, plan);
    for (const id of [...this.#plans.keys()].slice(0, -PLANS_KEPT)) this.#plans.delete(id);
    return plan;
  }

  /** The newest job of a domain, null before the first. */
  job(domainId: string): ProvisionJob | null {
    return this.#workspace.provisionJobs.latest(domainId) ?? null;
  }

  /** Carries out chosen lines of a plan. @throws AppError `input.invalid` for a plan that is not known any more, `run.already-running` */
  apply(planId: string, keys: readonly string[]): ProvisionJob {
    const plan = this.#plans.get(planId);
    if (!plan)
      throw new AppError({
        code: 'input.invalid',
        message: 'This plan is out of date; look at the destination once more.',
      });
    this.#mustBeFree(plan.domainId);
    const chosen = new Set(keys);
    const job: ProvisionJob = {
      id: randomUUID(),
      domainId: plan.domainId,
      endpointId: plan.endpointId,
      at: isoTime(this.#options.now()),
      endedAt: null,
      state: 'running',
      error: null,
      lines: plan.lines.map((line) => ({
        line,
        state: changesSomething(line) && chosen.has(line.key) ? 'planned' : 'left',
        note: null,
        login: 'not-tried',
      })),
    };
    this.#workspace.provisionJobs.add(job);
    this.#plans.delete(planId);
    this.#begin(job);
    return job;
  }

  /** Lets the lines under way end, and begins no more. */
  stop(domainId: string): ProvisionJob | null {
    const job = this.job(domainId);
    const going = this.#going.get(domainId);
    if (job && going && !going.stop.signal.aborted) {
      going.stop.abort();
      this.#workspace.provisionJobs.setState(job.id, 'stopping', null, null);
      this.#options.changed(domainId);
    }
    return this.job(domainId);
  }

  /** Goes on with what a job has left: settles what may have arrived, does the rest, and tries refused lines again. */
  continue(domainId: string): ProvisionJob {
    this.#mustBeFree(domainId);
    const job = this.job(domainId);
    if (!job || !canGoOn(job))
      throw new AppError({ code: 'input.invalid', message: 'Nothing of this job is left to do.' });
    this.#workspace.provisionJobs.setState(job.id, 'running', null, null);
    this.#begin(job);
    return this.job(domainId) ?? job;
  }

  /** Ends all jobs after the lines under way. */
  async close(): Promise<void> {
    const going = [...this.#going.values()];
    for (const { stop } of going) stop.abort();
    await Promise.all(going.map(({ ended }) => ended));
  }

  #mustBeFree(domainId: string): void {
    if (!this.#going.has(domainId)) return;
    throw new AppError({ code: 'input.invalid', message: 'This domain is being provisioned already; stop it first.' });
  }

  #begin(job: ProvisionJob): void {
    const stop = new AbortController();
    const ended = this.#work(job, stop.signal).finally(() => {
      this.#going.delete(job.domainId);
      this.#options.changed(job.domainId);
    });
    this.#going.set(job.domainId, { stop, ended });
    this.#options.onBegun?.(job.domainId);
    this.#options.changed(job.domainId);
  }

  async #work(job: ProvisionJob, signal: AbortSignal): Promise<void> {
    const { provisionJobs } = this.#workspace;
    const end = (state: ProvisionJob['state'], error: ErrorWire | null): void =>
      provisionJobs.setState(job.id, state, isoTime(this.#options.now()), error);
    try {
      const todo = [...job.lines.entries()].filter(([, { state }]) => state !== 'left' && state !== 'applied');
      const isDomain = ([, { line }]: [number, ProvisionJobLine]): boolean => line.kind === 'domain';
      let domainRefused = false;
      for (const [seq, entry] of todo.filter(isDomain)) {
        if (signal.aborted) break;
        domainRefused = (await this.#carryOut(job, seq, entry)) === 'refused' && entry.line.action === 'create';
      }
      if (!domainRefused) {
        const rest = todo.filter((entry) => !isDomain(entry));
        await eachAtMost(
          AT_ONCE,
          rest,
          async ([seq, entry]) => {
            await this.#carryOut(job, seq, entry);
          },
          signal,
        );
      }
      await this.#tryLogins(job, signal);
      end(signal.aborted ? 'stopped' : 'ended', null);
    } catch (error) {
      if (signal.aborted && error === signal.reason) end('stopped', null);
      else end('stopped', isAppError(error) ? error.wire : this.#options.onBug(error));
      return;
    }
    if (!signal.aborted) this.#options.onEnded?.(job.domainId);
  }

  /** One line, with its state on disk before and after. */
  async #carryOut(job: ProvisionJob, seq: number, { line, state }: ProvisionJobLine): Promise<'applied' | 'refused'> {
    const { provisionJobs } = this.#workspace;
    provisionJobs.setLine(job.id, seq, { state: 'applying', note: null, login: 'not-tried' });
    this.#options.changed(job.domainId);
    const result = await applyLine(
      line,
      {
        client: this.#options.accounts.client(job.endpointId),
        password: (mailboxId, address) => this.#password(mailboxId, address),
        newPassword: (mailboxId, address) => this.#newPassword(mailboxId, address),
      },
      state === 'applying',
    );
    provisionJobs.setLine(job.id, seq, { ...result, login: 'not-tried' });
    this.#options.changed(job.domainId);
    return result.state;
  }

  async #password(mailboxId: string, address: string): Promise<{ value: string; kept: boolean }> {
    const known = await passwordFor(this.#options.stored, mailboxId);
    if (known === null || passwordFault(known, address) !== null) {
      return { value: await this.#newPassword(mailboxId, address), kept: false };
    }
    await this.#options.storeSecrets(new Map([[mailboxSecretRef(mailboxId, 'destination'), known]]));
    return { value: known, kept: true };
  }

  // Stored before it is set: a password that is set and not known would lock everybody out.
  async #newPassword(mailboxId: string, address: string): Promise<string> {
    const password = generatePassword(address);
    await this.#options.storeSecrets(new Map([[mailboxSecretRef(mailboxId, 'destination'), password]]));
    return password;
  }

  /** Only a login shows that a mailbox is there. Those that were there before are tried as well. */
  async #tryLogins(job: ProvisionJob, signal: AbortSignal): Promise<void> {
    const { probeLogin, secrets, changed } = this.#options;
    const lines = [...(this.#workspace.provisionJobs.find(job.id)?.lines ?? []).entries()];
    const tried = lines.filter(
      ([, { line, state }]) => canLogIn(line) && (state === 'applied' || line.action === 'there'),
    );
    await eachAtMost(
      AT_ONCE,
      tried,
      async ([seq, entry]) => {
        const mailbox = this.#workspace.mailboxes.find(entry.line.mailboxId ?? '');
        const login = mailbox && destinationLogin(this.#workspace, mailbox);
        if (!login) return;
        const report = await probeLogin(login, secrets, signal);
        signal.throwIfAborted();
        const note = report.ok
          ? entry.note
          : [entry.note, `The login failed: ${report.error?.message ?? 'no reason given'}`].filter(Boolean).join(' ');
        this.#workspace.provisionJobs.setLine(job.id, seq, {
          state: entry.state,
          note,
          login: report.ok ? 'works' : 'refused',
        });
        changed(job.domainId);
      },
      signal,
    );
  }
}

function canLogIn({ kind, mailboxId, action }: ProvisionLine): boolean {
  return kind === 'mailbox' && mailboxId !== null && action !== 'cannot';
}
