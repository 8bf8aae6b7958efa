import { domainToASCII } from 'node:url';
import type { DnsLook, DnsWorld } from '../../../shared/domain/dns-look.ts';
import { builtInTemplates, type DnsTemplate } from '../../../shared/domain/dns-plan.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { WebmailLook } from '../../../shared/domain/webmail.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { noteRoute } from './caches.ts';
import { expand, wantedMx } from './dns/plan/plan.ts';

/** Asked unless the settings name others. */
export const usualWorld: DnsWorld = {
  resolvers: [],
  nameServers: [],
  publicResolvers: [
    { name: 'Cloudflare', address: '1.1.1.1', port: 53 },
    { name: 'Google', address: '8.8.8.8', port: 53 },
    { name: 'Quad9', address: '9.9.9.9', port: 53 },
  ],
};

/** What stands in for the world: the practice workspace's own servers, or those of a test. */
export interface WorldAround {
  readonly dns?: DnsWorld;
  readonly dnsTimeoutMs?: number;
  /** Where name servers found by a delegation listen. */
  readonly dnsPort?: number;
  readonly webmail?: {
    readonly port: number;
    readonly ca?: string;
    readonly addresses?: Readonly<Record<string, readonly string[]>>;
  };
}

export interface LookingDeps {
  readonly workspace: Workspace;
  readonly now: () => number;
  readonly around?: WorldAround | undefined;
}

/** Looks at where a domain points, and keeps what was seen. */
export class Looking {
  readonly workspace: Workspace;
  readonly #now: () => number;
  readonly #around: WorldAround;

  constructor({ workspace, now, around = {} }: LookingDeps) {
    this.workspace = workspace;
    this.#now = now;
    this.#around = around;
  }

  /** Whether the world cannot be chosen here. */
  get fixed(): boolean {
    return this.#around.dns !== undefined;
  }

  /** How the world is asked now. */
  world(): DnsWorld {
    return this.#around.dns ?? this.workspace.dns.world() ?? usualWorld;
  }

  /** Resolvers somebody chose for this workspace, as `address:port`; none where the computer's own are asked. */
  chosenResolvers(): string[] {
    const { resolvers: chosen, publicResolvers } = this.world();
    const resolvers = chosen.length === 0 && this.fixed ? publicResolvers : chosen;
    return resolvers.map(({ address, port }) =>
      address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
    );
  }

  /** The name of a domain as name servers have it. @throws AppError `workspace.not-found` */
  nameOf(domainId: string): string {
    const name = this.workspace.domains.row(domainId)?.name;
    if (name === undefined)
      throw new AppError({ code: 'workspace.not-found', message: 'There is no such domain here.' });
    return domainToASCII(name) || name.toLowerCase();
  }

  /** All templates, the ones that are always there first. */
  templates(): DnsTemplate[] {
    return [...builtInTemplates, ...this.workspace.dns.templates()];
  }

  /** The template chosen for a domain, else the one its destination server implies; null where nothing does. */
  templateOf(domainId: string): DnsTemplate | null {
    const { templateId } = this.workspace.dns.choice(domainId);
    const id = templateId ?? this.#impliedTemplate(domainId);
    return this.templates().find((template) => template.id === id) ?? null;
  }

  /** Looks now. */
  async look(domainId: string, signal?: AbortSignal): Promise<DnsLook> {
    const domain = this.nameOf(domainId);
    const { dnsTimeoutMs, dnsPort } = this.#around;
    const { lookAtDomain } = await import('./dns/look/look.ts');
    const look = await lookAtDomain(domain, {
      world: this.world(),
      now: this.#now,
      signal,
      ...(dnsTimeoutMs === undefined ? {} : { timeoutMs: dnsTimeoutMs }),
      ...(dnsPort === undefined ? {} : { port: dnsPort }),
    });
    this.workspace.transaction(() => {
      this.workspace.dns.saveLook(domainId, look);
      const template = this.templateOf(domainId);
      if (template !== null) noteRoute(this.workspace, domainId, look, wantedMx(template, domain));
    });
    return look;
  }

  /** Looks at the domain's names and then at what answers at `mail.<domain>`. */
  async lookAtWebmail(domainId: string, signal?: AbortSignal): Promise<WebmailLook> {
    const look = await this.look(domainId, signal);
    const template = this.templateOf(domainId);
    const { webmail } = this.#around;
    const { lookAtWebmail } = await import('./webmail/look-at-webmail.ts');
    const seen = await lookAtWebmail({
      domain: look.domain,
      host: template?.webmailHost ? expand(template.webmailHost, look.domain) : null,
      marks: template?.webmailMarks ?? [],
      look,
      now: this.#now,
      signal,
      ...(webmail === undefined ? {} : { port: webmail.port, ca: webmail.ca }),
      ...(webmail?.addresses === undefined
        ? {}
        : { addressesOf: async (host: string) => webmail.addresses?.[host] ?? webmail.addresses?.['*'] ?? [] }),
    });
    this.workspace.dns.saveWebmail(domainId, seen);
    return seen;
  }

  /** By the destination server most mailboxes of the domain go to. */
  #impliedTemplate(domainId: string): string | null {
    const used = new Map<string, number>();
    for (const { destination } of this.workspace.mailboxes.listOfDomain(domainId)) {
      used.set(destination.endpointId, (used.get(destination.endpointId) ?? 0) + 1);
    }
    const [most] = [...used].toSorted((a, b) => b[1] - a[1]);
    const endpoint = most && this.workspace.endpoints.find(most[0]);
    if (endpoint?.platform !== 'opensrs') return null;
    return /(^|\.)b\.hostedemail\.com$/i.test(endpoint.host) ? 'opensrs-b' : 'opensrs-a';
  }
}
