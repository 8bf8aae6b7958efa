import { z } from 'zod';
import { serviceKind } from './service.ts';

/** `open`: something is down. `watching`: it is back, and somebody keeps an eye on it. `closed`: over, said so by an agent. */
export const incidentStatus = z.enum(['open', 'watching', 'closed']);
export type IncidentStatus = z.infer<typeof incidentStatus>;

/** A service that failed, as it was called when the incident was written. */
export const incidentService = z.object({
  /** Null once the service is no longer known here. */
  serviceId: z.string().nullable(),
  server: z.string(),
  serverName: z.string(),
  kind: serviceKind,
  /** Whether other servers hand in mail here. */
  takesMailIn: z.boolean(),
});
export type IncidentService = z.infer<typeof incidentService>;

/** An outage with its number. */
export const incident = z.object({
  id: z.string(),
  /** What tickets are tagged with: `INC-2026-0007`. */
  number: z.string(),
  title: z.string(),
  status: incidentStatus,
  /** ISO 8601: when the outage began and ended, as far as is known. */
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  createdAt: z.string(),
  services: z.array(incidentService),
});
export type Incident = z.infer<typeof incident>;

/** What is written down as an incident goes on. */
export const incidentUpdate = z.object({
  id: z.number().int(),
  at: z.string(),
  kind: z.enum(['opened', 'note', 'back', 'down-again', 'closed', 'reopened', 'edited', 'counted', 'hand-off']),
  text: z.string(),
  /** The mailbox a hand-off or a count was about. */
  mailboxId: z.string().nullable(),
});
export type IncidentUpdate = z.infer<typeof incidentUpdate>;

/** What an agent can say of an incident. */
export type IncidentEvent =
  | { readonly kind: 'back'; readonly at: string }
  | { readonly kind: 'down-again' }
  | { readonly kind: 'close'; readonly at: string }
  | { readonly kind: 'reopen' };

type Standing = Pick<Incident, 'status' | 'startedAt' | 'endedAt'>;

/**
 * The state machine: where an event leads, or why it leads nowhere, in words. An incident is never closed without its end, and never ends
 * before it began.
 */
export function afterEvent(
  before: Standing,
  event: IncidentEvent,
): { readonly status: IncidentStatus; readonly endedAt: string | null } | { readonly refused: string } {
  const ended = 'at' in event ? event.at : null;
  if (ended !== null && Date.parse(ended) < Date.parse(before.startedAt)) {
    return { refused: 'The end lies before the beginning. Correct one of the two.' };
  }
  switch (event.kind) {
    case 'back':
      if (before.status !== 'open') return { refused: 'Only an open incident can be over.' };
      return { status: 'watching', endedAt: event.at };
    case 'down-again':
      if (before.status !== 'watching') return { refused: 'Only what was back can be down again.' };
      return { status: 'open', endedAt: null };
    case 'close':
      if (before.status === 'closed') return { refused: 'The incident is closed already.' };
      return { status: 'closed', endedAt: event.at };
    case 'reopen':
      if (before.status !== 'closed') return { refused: 'Only a closed incident can be opened again.' };
      return { status: 'open', endedAt: null };
  }
}

/** What the numbers of incidents begin with. */
export const incidentPrefix = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z][A-Z0-9]{0,11}$/, 'Letters and digits only, a letter first, 12 at most');

/** `INC-2026-0007`. */
export function incidentNumber(prefix: string, year: number, sequence: number): string {
  return `${prefix}-${year}-${String(sequence).padStart(4, '0')}`;
}

/** Numbers of incidents in a text, whatever their prefix. */
export const INCIDENT_NUMBER = /(?<![\p{L}\p{N}-])[A-Z][A-Z0-9]{0,11}-\d{4}-\d{4,6}(?![\p{L}\p{N}-])/giu;
