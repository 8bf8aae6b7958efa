import { getServers } from 'node:dns';
import {
  type DnsAddress,
  type DnsAnswer,
  type DnsLook,
  type DnsWorld,
  type NamedServer,
  questionsFor,
  type ServerLook,
} from '../../../../../shared/domain/dns-look.ts';
import { isoTime } from '../../../clock.ts';
import { ask, NoAnswer, type Reply } from './ask.ts';
import { type Delegation, findDelegation } from './delegation.ts';
import { findingsOf } from './findings.ts';
import { readAnswer } from './read-answer.ts';

export interface LookOptions {
  readonly world: DnsWorld;
  readonly now: () => number;
  readonly timeoutMs?: number;
  /** Where name servers listen; 53 unless a test says otherwise. */
  readonly port?: number;
  readonly signal?: AbortSignal | undefined;
}

/** An agent waits; a name server that takes longer than this is one that mail waits for, too. */
const TIMEOUT_MS = 3000;

/**
 * Looks at a domain as the world sees it: each of its own name servers by itself, and public resolvers beside them. What fails is part of
 * the answer; it rejects only when it is called off.
 */
export async function lookAtDomain(domain: string, options: LookOptions): Promise<DnsLook> {
  const { world, now, signal, timeoutMs = TIMEOUT_MS, port = 53 } = options;
  const at = isoTime(now());
  const way = { resolvers: resolversOf(world), port, timeoutMs, signal };
  const delegation = world.nameServers.length > 0 ? fixed(world.nameServers) : await findDelegation(domain, way);
  const own = delegation.servers.map((server) => ({ ...server, kind: 'authoritative' as const }));
  const others = world.publicResolvers.map((server) => ({ ...server, kind: 'public' as const }));
  const looks = await Promise.all(
    [...own, ...others].map((server) => lookAtServer(server, domain, delegation.zone, { timeoutMs, signal })),
  );
  const zone = delegation.zone ?? looks.find((look) => look.zone !== null)?.zone ?? null;
  const servers = looks.map(({ look }) => look);
  return { domain, at, zone, servers, findings: findingsOf(domain, delegation, servers) };
}

/** The resolvers that are asked where servers are: the ones that were set, else those of this computer. */
function resolversOf(world: DnsWorld): DnsAddress[] {
  if (world.resolvers.length > 0) return world.resolvers;
  return getServers().map((text) => {
    const [, six, sixPort] = /^\[(.+)\]:(\d+)$/.exec(text) ?? [];
    if (six !== undefined) return { address: six, port: Number(sixPort) };
    const [, four, fourPort] = /^([\d.]+):(\d+)$/.exec(text) ?? [];
    return four === undefined ? { address: text, port: 53 } : { address: four, port: Number(fourPort) };
  });
}

function fixed(servers: readonly NamedServer[]): Delegation {
  return { zone: null, servers, atParent: null, inZone: null, trouble: null, unknown: [] };
}

type Asked = NamedServer & Pick<ServerLook, 'kind'>;
type Patience = { readonly timeoutMs: number; readonly signal: AbortSignal | undefined };

async function lookAtServer(
  server: Asked,
  domain: string,
  zone: string | null,
  patience: Patience,
): Promise<{ look: ServerLook; zone: string | null }> {
  const soa = await one(server, { name: zone ?? domain, type: 'SOA' }, patience);
  const record = [...(soa.reply?.message.answers ?? []), ...(soa.reply?.message.authorities ?? [])].find(
    ({ type }) => type === 'SOA',
  );
  const serial = (record?.data as { serial?: number } | undefined)?.serial ?? null;
  const { outcome } = soa.answer;
  // A server that does not answer the first question is not waited for again.
  const silent = outcome === 'timeout' || outcome === 'unreachable';
  const answers = silent
    ? questionsFor(domain).map((question) => ({ ...soa.answer, ...question }))
    : await Promise.all(questionsFor(domain).map(async (question) => (await one(server, question, patience)).answer));
  return { look: { ...server, serial, answers }, zone: record?.name?.toLowerCase() ?? null };
}

async function one(
  server: Asked,
  question: { readonly name: string; readonly type: string },
  { timeoutMs, signal }: Patience,
): Promise<{ answer: DnsAnswer; reply: Reply | null }> {
  const began = performance.now();
  const recursion = server.kind === 'public';
  try {
    const reply = await ask({ server, ...question, recursion, timeoutMs, signal });
    const read = readAnswer(reply.message, question, server.kind);
    const bogus =
      recursion && read.outcome === 'servfail' && (await holdsUnchecked(server, question, timeoutMs, signal));
    return {
      answer: {
        ...question,
        ...read,
        values: [...read.values],
        outcome: bogus ? 'bogus' : read.outcome,
        ms: reply.ms,
        overTcp: reply.overTcp,
      },
      reply,
    };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const nothing = { values: [], alias: null, ttl: null, overTcp: false };
    return { answer: { ...question, ...nothing, outcome: error.reason, ms: performance.now() - began }, reply: null };
  }
}

/** Whether a resolver that fails has an answer once it need not check signatures: then it is the signatures that are wrong. */
async function holdsUnchecked(
  server: Asked,
  question: { readonly name: string; readonly type: string },
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    const { message } = await ask({ server, ...question, recursion: true, unchecked: true, timeoutMs, signal });
    return message.rcode === 'NOERROR' || message.rcode === 'NXDOMAIN';
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return false;
  }
}
