import { z } from 'zod';
import { type ServiceKind, serviceNames } from './service.ts';
import { availability, outage, type ServiceProbe, serviceProbe } from './service-probe.ts';

/**
 * How a service stands for a reader: what its last probe found, and beside that `unseen`: it fails, but it was never seen up, so its port
 * may be wrong; `off`: not watched; `waiting`: not probed yet.
 */
export const standingState = z.enum(['up', 'trouble', 'down', 'unclear', 'unseen', 'off', 'waiting']);
export type StandingState = z.infer<typeof standingState>;

/** A service at a glance. */
export const serviceStanding = z.object({
  state: standingState,
  last: serviceProbe.nullable(),
  outage: outage.nullable(),
  day: availability,
  week: availability,
});

/** What a reader is told of a service, from its last probe and what is known of earlier. */
export function standingStateOf(facts: {
  readonly watched: boolean;
  readonly last: Pick<ServiceProbe, 'state'> | null;
  readonly everUp: boolean;
}): StandingState {
  if (facts.last === null) return facts.watched ? 'waiting' : 'off';
  if (!facts.watched) return 'off';
  if (facts.last.state === 'down' && !facts.everUp) return 'unseen';
  return facts.last.state;
}

/** A service as the sentence about its server needs it. */
export interface SentenceService {
  readonly kind: ServiceKind;
  readonly state: StandingState;
  readonly outageSince: string | null;
}

/**
 * What of a server is up and what is not, in one sentence: "IMAP is down since 14:02; POP3 and webmail are up." Speaks only of what was
 * probed.
 */
export function healthSentence(services: readonly SentenceService[], moment: (iso: string) => string): string {
  const of = (...states: readonly StandingState[]): SentenceService[] =>
    services.filter(({ state }) => states.includes(state));
  const down = of('down');
  const up = of('up', 'trouble');
  const unclear = of('unclear');
  const unseen = of('unseen');
  const parts: string[] = [];
  for (const { kind, outageSince } of down) {
    parts.push(`${serviceNames[kind]} is down${outageSince === null ? '' : ` since ${moment(outageSince)}`}`);
  }
  if (up.length > 0) {
    const all = down.length === 0 && unclear.length === 0 && unseen.length === 0 && up.length > 1;
    parts.push(all ? `all ${up.length} services are up` : `${named(up)} ${be(up)} up`);
  }
  if (unclear.length > 0) parts.push(`${named(unclear)} could not be looked at from this computer`);
  if (unseen.length > 0) parts.push(`${named(unseen)} ${unseen.length === 1 ? 'has' : 'have'} never answered here`);
  if (parts.length === 0) return 'Nothing was probed yet.';
  const text = parts.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** `IMAP`, `IMAP and POP3`, `IMAP, POP3 and webmail`. */
export function serviceList(kinds: readonly ServiceKind[]): string {
  const names = [...new Set(kinds)].map((kind) => serviceNames[kind]);
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

function named(services: readonly SentenceService[]): string {
  return serviceList(services.map(({ kind }) => kind));
}

function be(services: readonly SentenceService[]): string {
  return services.length === 1 ? 'is' : 'are';
}
