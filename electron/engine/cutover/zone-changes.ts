import { randomUUID } from 'node:crypto';
import type { PreviewInput } from '../../../shared/contract/cutover.ts';
import type { RecordSet, SetChange } from '../../../shared/domain/dns.ts';
import type { DnsChange } from '../../../shared/domain/dns-change.ts';
import { AppError, isAppError } from '../../../shared/domain/errors.ts';
import { formatDuration } from '../../../shared/domain/format.ts';
import { isoTime } from '../clock.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { makePlan, plannedNames } from './dns/plan/plan.ts';
import { type DnsProvider, wroteNothing, zoneAmong } from './dns/providers/provider.ts';
import type { DnsAccounts } from './dns-accounts.ts';
import type { Looking } from './looking.ts';
import { differing, mustBe, namesIn, withTtlOf } from './zone-guard.ts';
import { longestTtl, oldSenders, recordsInLook } from './zone-now.ts';

export interface ZoneChangesDeps {
  readonly workspace: Workspace;
  readonly looking: Looking;
  readonly accounts: DnsAccounts;
  readonly now: () => number;
}

/** A day: a dry run that nobody carried out by then is forgotten. */
const KEEP_PLANNED_MS = 86_400_000;

/**
 * Changes of zones: always a dry run first, kept with all records of the names it touches; carried out only when the zone still is as the
 * dry run saw it; read back afterwards; turned round under the same guard.
 */
export class ZoneChanges {
  readonly #deps: ZoneChangesDeps;
  /** One change of a zone at a time. */
  readonly #locks = new Map<string, Promise<unknown>>();

  constructor(deps: ZoneChangesDeps) {
    this.#deps = deps;
  }

  /** Changes that were being written when the process ended: what became of them is looked up when somebody asks. */
  recover(): void {
    const { dns } = this.#deps.workspace;
    for (const { id } of dns.cutOff()) dns.setChangeState(id, 'unclear', { error: cutOff.wire });
    dns.dropPlanned(isoTime(this.#deps.now() - KEEP_PLANNED_MS));
  }

  /** The dry run. @throws AppError of the provider, or `input.invalid` when there is nothing to change */
  async preview(input: PreviewInput, signal?: AbortSignal): Promise<DnsChange> {
    const { workspace, looking, accounts, now } = this.#deps;
    const domain = looking.nameOf(input.domainId);
    const undone = input.kind === 'undo' ? this.#toUndo(input.changeId, input.domainId) : null;
    const account =
      undone === null
        ? accounts.of(input.domainId, domain).account
        : undone.accountId === null
          ? null
          : accounts.find(undone.accountId);
    const provider = account === null ? null : await accounts.open(account);
    const zone = undone?.zone ?? (provider === null ? domain : await this.#zoneOf(provider, domain, signal));
    const read = (names: readonly string[]): Promise<readonly RecordSet[]> =>
      provider === null ? this.#seenNow(input.domainId, names, signal) : provider.read(zone, names, signal);

    const warnings: string[] = [];
    let sets: SetChange[];
    if (undone !== null) {
      sets = undone.sets.map(({ before, after, ...set }) => ({ ...set, before: after, after: before }));
      const there = await read(namesIn(sets));
      mustBe(sets, there, 'The records are not as that change left them');
      sets = withTtlOf(sets, there);
    } else if (input.kind === 'ttl') {
      if (provider?.keepsTtl === false) {
        throw new AppError({
          code: 'dns.refused',
          message: `${account?.name} keeps no lifetimes, so they cannot be lowered there.`,
        });
      }
      sets = (await read([domain, `mail.${domain}`]))
        .filter((set) => isRoute(set, domain) && (set.ttl ?? 0) > input.ttl)
        .map(({ name, type, ...before }) => ({ name, type, before, after: { ...before, ttl: input.ttl } }));
      warnings.push(
        `Caches may keep the records for ${formatDuration(longestTtl(sets))} more. Change the route after that, then it takes ${formatDuration(input.ttl)}.`,
      );
    } else {
      const template = looking.templateOf(input.domainId);
      if (template === null)
        throw new AppError({ code: 'input.invalid', message: 'Choose a template for this domain first.' });
      const plan = makePlan({
        domain,
        template,
        now: await read(plannedNames(domain, template)),
        oldSenders: oldSenders(workspace.dns.look(input.domainId)),
        sourceHosts: sourceHosts(workspace, input.domainId),
      });
      const chosen = plan.lines.filter(({ id }) => input.kind === 'move' && input.lines.includes(id));
      sets = chosen.flatMap((line) => line.sets);
      if (provider?.keepsTtl === false)
        sets = sets.map((set) => ({ ...set, after: set.after && { ...set.after, ttl: null } }));
      warnings.push(...plan.warnings, ...chosen.flatMap((line) => line.warnings));
      if (chosen.some(({ id }) => id === 'mx') && longestTtl(sets) > 3600) {
        warnings.push(
          `Caches send mail to the old side for up to ${formatDuration(longestTtl(sets))}. Lowering the lifetimes first makes that shorter.`,
        );
      }
    }
    const remark = (await provider?.remark?.(zone, signal)) ?? null;
    if (remark !== null) warnings.unshift(remark);
    if (sets.length === 0)
      throw new AppError({
        code: 'input.invalid',
        message: 'There is nothing to change: the zone holds all of this already.',
      });
    const change: DnsChange = {
      id: randomUUID(),
      domainId: input.domainId,
      accountId: account?.id ?? null,
      accountName: account?.name ?? 'By hand',
      kind: input.kind,
      undoes: undone?.id ?? null,
      zone,
      state: 'planned',
      sets,
      warnings: [...new Set(warnings)],
      plannedAt: isoTime(now()),
      appliedAt: null,
      error: null,
    };
    workspace.dns.addChange(change);
    return change;
  }

  /** Carries a dry run out. A failure is kept with the change and thrown. @throws AppError */
  async apply(changeId: string): Promise<DnsChange> {
    const change = this.#find(changeId);
    if (change.state !== 'planned')
      throw new AppError({ code: 'input.invalid', message: 'This change was carried out before.' });
    const { dns } = this.#deps.workspace;
    if (change.accountId === null) {
      dns.setChangeState(changeId, 'by-hand', { appliedAt: isoTime(this.#deps.now()) });
      return this.#find(changeId);
    }
    const provider = await this.#deps.accounts.open(this.#deps.accounts.find(change.accountId));
    await this.#oneAtATime(change.zone, async () => {
      if (this.#find(changeId).state !== 'planned')
        throw new AppError({ code: 'input.invalid', message: 'This change was carried out before.' });
      try {
        mustBe(
          change.sets,
          await provider.read(change.zone, namesIn(change.sets)),
          'Somebody else has changed the records since the dry run',
        );
        dns.setChangeState(changeId, 'applying', { appliedAt: isoTime(this.#deps.now()) });
        await provider.write(change.zone, change.sets);
      } catch (error) {
        const wire = isAppError(error) ? error.wire : unforeseen(error);
        const begun = this.#find(changeId).state === 'applying';
        dns.setChangeState(changeId, begun && !wroteNothing(error) ? 'unclear' : 'stopped', { error: wire });
        throw error;
      }
      await this.#readBack(change, provider);
    });
    return this.#find(changeId);
  }

  /** What became of a change that was cut off or entered by hand. */
  async settle(changeId: string, signal?: AbortSignal): Promise<DnsChange> {
    const change = this.#find(changeId);
    if (change.state !== 'unclear' && change.state !== 'by-hand') return change;
    const { dns } = this.#deps.workspace;
    const there =
      change.accountId === null
        ? await this.#seenNow(change.domainId, namesIn(change.sets), signal)
        : await (await this.#deps.accounts.open(this.#deps.accounts.find(change.accountId))).read(
            change.zone,
            namesIn(change.sets),
            signal,
          );
    if (differing(change.sets, there, 'after').length === 0) this.#applied(change);
    else if (change.state === 'unclear' && differing(change.sets, there, 'before').length === 0) {
      dns.setChangeState(changeId, 'stopped', {
        error: new AppError({ code: 'dns.refused', message: 'The zone is as it was: nothing was changed.' }).wire,
      });
    } else {
      const open = differing(change.sets, there, 'after').join(', ');
      dns.setChangeState(changeId, change.state, {
        error: new AppError({
          code: change.state === 'by-hand' ? 'dns.by-hand' : 'dns.changed-meanwhile',
          message: `Not as planned yet: ${open}.`,
        }).wire,
      });
    }
    return this.#find(changeId);
  }

  async #readBack(change: DnsChange, provider: DnsProvider): Promise<void> {
    const { dns } = this.#deps.workspace;
    try {
      const wrong = differing(change.sets, await provider.read(change.zone, namesIn(change.sets)), 'after');
      if (wrong.length === 0) return this.#applied(change);
      throw new AppError({
        code: 'dns.unclear',
        message: `The provider took the change, but these records read differently: ${wrong.join(', ')}.`,
      });
    } catch (error) {
      const wire = isAppError(error) ? { ...error.wire, code: 'dns.unclear' as const } : unforeseen(error);
      dns.setChangeState(change.id, 'unclear', { error: wire });
      throw isAppError(error) ? new AppError(wire, { cause: error }) : error;
    }
  }

  #applied(change: DnsChange): void {
    const { workspace } = this.#deps;
    workspace.transaction(() => {
      workspace.dns.setChangeState(change.id, 'applied');
      if (change.undoes !== null) workspace.dns.setChangeState(change.undoes, 'undone');
    });
  }

  #toUndo(changeId: string, domainId: string): DnsChange {
    const change = this.#find(changeId);
    if (change.domainId !== domainId || !['applied', 'by-hand'].includes(change.state)) {
      throw new AppError({ code: 'input.invalid', message: 'Only a change that was carried out can be undone.' });
    }
    return change;
  }

  #find(changeId: string): DnsChange {
    const change = this.#deps.workspace.dns.findChange(changeId);
    if (!change)
      throw new AppError({ code: 'workspace.not-found', message: 'This dry run is out of date. Make it again.' });
    return change;
  }

  async #zoneOf(provider: DnsProvider, domain: string, signal: AbortSignal | undefined): Promise<string> {
    const zones = await provider.zones(signal);
    const zone = zones.length > 0 ? zoneAmong(domain, zones) : await registrable(domain);
    if (zone === undefined)
      throw new AppError({ code: 'dns.zone-missing', message: `No zone of this account holds ${domain}.` });
    return zone;
  }

  /** What the domain's own servers show now, where no account can be asked. */
  async #seenNow(domainId: string, names: readonly string[], signal: AbortSignal | undefined): Promise<RecordSet[]> {
    const look = await this.#deps.looking.look(domainId, signal);
    if (
      !look.servers.some(
        ({ kind, answers }) => kind === 'authoritative' && answers.some(({ outcome }) => outcome === 'records'),
      )
    ) {
      throw new AppError({
        code: 'dns.unreachable',
        message: look.findings[0]?.text ?? `No name server of ${look.domain} answers.`,
      });
    }
    return recordsInLook(look).filter(({ name }) => names.includes(name));
  }

  async #oneAtATime(zone: string, work: () => Promise<void>): Promise<void> {
    const before = this.#locks.get(zone) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#locks.set(zone, mine);
    try {
      await mine;
    } finally {
      if (this.#locks.get(zone) === mine) this.#locks.delete(zone);
    }
  }
}

/** Where a provider lists no zones, the name somebody registered is the zone. The list of endings is large, so it is loaded when it is needed. */
async function registrable(domain: string): Promise<string> {
  const { getDomain } = await import('tldts');
  return getDomain(domain) ?? domain;
}

const cutOff = new AppError({ code: 'dns.unclear', message: 'Mailferry ended while the change was being written.' });

function unforeseen(error: unknown): AppError['wire'] {
  return {
    code: 'dns.unclear',
    message: 'Something went wrong while the change was being written.',
    serverText: String(error).slice(0, 300),
  };
}

/** The records that say where mail and webmail are. */
function isRoute({ name, type }: RecordSet, domain: string): boolean {
  return name === domain ? type === 'MX' : type === 'A' || type === 'AAAA' || type === 'CNAME';
}

function sourceHosts(workspace: Workspace, domainId: string): string[] {
  const ids = new Set(workspace.mailboxes.listOfDomain(domainId).map(({ source }) => source.endpointId));
  return [...ids].flatMap((id) => workspace.endpoints.find(id)?.host ?? []);
}
