import { z } from 'zod';
import { certificateFacts, errorWire } from './errors.ts';

/**
 * What a probe found. `up`: answers as it should. `trouble`: answers, but something needs somebody (certificate, refused login, slow).
 * `down`: does not serve. `unclear`: could not be looked at from this computer, so it says nothing about the service.
 */
export const probeState = z.enum(['up', 'trouble', 'down', 'unclear']);
export type ProbeState = z.infer<typeof probeState>;

/** The parts of a probe in their order; a probe that failed names the one it failed in. */
export const probePhase = z.enum(['name', 'connect', 'tls', 'greeting', 'page', 'login']);
export type ProbePhase = z.infer<typeof probePhase>;

/** The account's login: not asked for, went well, refused just now, or not tried again since it was refused before. */
const probeLogin = z.enum(['none', 'ok', 'refused', 'held-back', 'failed']);

/** One look at one service. */
export const serviceProbe = z.object({
  /** ISO 8601; when it began. */
  at: z.string(),
  state: probeState,
  by: z.enum(['agent', 'schedule']),
  /** Where it failed, or what the trouble is about; null when all is well. */
  phase: probePhase.nullable(),
  /** One sentence. */
  text: z.string(),
  error: errorWire.nullable(),
  /** Milliseconds of each phase that was gone through. */
  times: z.partialRecord(probePhase, z.number()),
  totalMs: z.number(),
  /** What the server said first, or the title of the page. */
  greeting: z.string().nullable(),
  /** Product with version, from banner or page; null when it does not tell. */
  version: z.string().nullable(),
  tls: z.object({ version: z.string(), certificate: certificateFacts.nullable() }).nullable(),
  login: probeLogin,
  /** SMTP and webmail: the number the server answered with. */
  status: z.number().int().nullable(),
});
export type ServiceProbe = z.infer<typeof serviceProbe>;

/** The part of a probe that judging a stretch of time takes. */
export type ProbePoint = Pick<ServiceProbe, 'at' | 'state'>;

/** Whether the service does its work, whatever else is to be said. */
export function answers(state: ProbeState): boolean {
  return state === 'up' || state === 'trouble';
}

/** How long a service was seen up and down; the rest of the stretch nobody watched. */
export const availability = z.object({ upMs: z.number(), downMs: z.number(), spanMs: z.number() });
export type Availability = z.infer<typeof availability>;

/**
 * Adds up a stretch of time from its probes, oldest first. What a probe found holds until the next one, but no longer than `holdMs`:
 * nobody watched after that. A probe before the stretch reaches into it.
 */
export function availabilityOf(
  probes: readonly ProbePoint[],
  fromMs: number,
  toMs: number,
  holdMs: number,
): Availability {
  let upMs = 0;
  let downMs = 0;
  for (const [index, probe] of probes.entries()) {
    const at = Date.parse(probe.at);
    const next = probes[index + 1];
    const until = Math.min(at + holdMs, next ? Date.parse(next.at) : toMs, toMs);
    const lasted = Math.max(0, until - Math.max(at, fromMs));
    if (answers(probe.state)) upMs += lasted;
    else if (probe.state === 'down') downMs += lasted;
  }
  return { upMs, downMs, spanMs: Math.max(0, toMs - fromMs) };
}

/** Share of the watched time in which the service was up, 0 to 1; null when nobody watched. */
export function upShare({ upMs, downMs }: Availability): number | null {
  return upMs + downMs === 0 ? null : upMs / (upMs + downMs);
}

/** `99.8 %`; never rounded up to a hundred. */
export function formatShare(share: number): string {
  if (share >= 1) return '100 %';
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}

/** An outage as the probes show it: failures in a row of a service that was up before. */
export const outage = z.object({
  /** ISO 8601: the first failure. */
  since: z.string(),
  failures: z.number().int(),
  /** The last time it was seen up before. */
  lastUp: z.string(),
});
export type Outage = z.infer<typeof outage>;

/**
 * The outage going on, by probes with the newest first. Failures count in a row when no more than `gapMs` lies between them, so that two
 * failures with a night asleep between them are no outage; what was unclear is passed over. Null while a service is up, or was never
 * seen up.
 */
export function outageOf(probes: readonly ProbePoint[], gapMs: number): Outage | null {
  let since: string | null = null;
  let failures = 0;
  let gap = false;
  for (const { at, state } of probes) {
    if (state === 'unclear') continue;
    if (answers(state)) return since === null ? null : { since, failures, lastUp: at };
    if (since !== null && Date.parse(since) - Date.parse(at) > gapMs) gap = true;
    // What lies before a gap tells that it was up once, no more.
    if (gap) continue;
    since = at;
    failures += 1;
  }
  return null;
}

/** Since when a service has been up without a failure, by probes with the newest first, and in how many looks; null while it is not. */
export function upAgainSince(probes: readonly ProbePoint[]): { readonly since: string; readonly looks: number } | null {
  let since: string | null = null;
  let looks = 0;
  for (const { at, state } of probes) {
    if (state === 'unclear') continue;
    if (!answers(state)) break;
    since = at;
    looks += 1;
  }
  return since === null ? null : { since, looks };
}

/** One cell of a stripe: what was seen in that stretch, the worst of it first. */
export const stripeCell = z.enum(['down', 'trouble', 'up', 'none']);
export type StripeCell = z.infer<typeof stripeCell>;

/** A stretch of time as cells of equal length; a probe holds as in `availabilityOf`. */
export function stripeOf(
  probes: readonly ProbePoint[],
  fromMs: number,
  toMs: number,
  holdMs: number,
  cells: number,
): StripeCell[] {
  const stripe: StripeCell[] = Array.from({ length: cells }, () => 'none');
  const width = (toMs - fromMs) / cells;
  const rank = stripeCell.options;
  for (const [index, { at, state }] of probes.entries()) {
    if (state === 'unclear') continue;
    const begins = Date.parse(at);
    const next = probes[index + 1];
    const ends = Math.min(begins + holdMs, next ? Date.parse(next.at) : toMs, toMs);
    if (ends < fromMs || begins >= toMs) continue;
    const last = Math.min(cells - 1, Math.max(0, Math.ceil((ends - fromMs) / width) - 1));
    for (let cell = Math.max(0, Math.floor((begins - fromMs) / width)); cell <= last; cell++) {
      const before = stripe[cell] ?? 'none';
      if (rank.indexOf(state) < rank.indexOf(before)) stripe[cell] = state;
    }
  }
  return stripe;
}
