import { formatDuration } from './format.ts';
import type { Incident, IncidentUpdate } from './incident.ts';
import type { LostMailAnswer, MailCount, MailInSeen } from './lost-mail.ts';
import type { ServiceKind } from './service.ts';
import { serviceList } from './service-standing.ts';
import { incidentEn } from './texts/incident-en.ts';
import type { IncidentTexts, OutageFacts } from './texts/incident-texts.ts';

/** The languages incidents are told in. To add one: its texts, and a line here. */
export const incidentLanguages = { en: incidentEn } as const satisfies Readonly<Record<string, IncidentTexts>>;
export type IncidentLanguage = keyof typeof incidentLanguages;

/** What the texts of an incident are made of. */
export interface IncidentWordsFacts {
  readonly incident: Incident;
  readonly now: string;
  /** Kinds of service that were probed while it lasted and always answered. */
  readonly worked: readonly ServiceKind[];
  readonly domains: number;
  readonly mailboxes: number;
  readonly lost: LostMailAnswer;
  readonly mailIn: MailInSeen | null;
  /** A moment as a reader elsewhere understands it, with its day and time zone. */
  readonly moment: (iso: string) => string;
}

/** The answer to "did I lose mail?" in plain words. */
export function lostMailWords(
  { lost, mailIn, moment }: Pick<IncidentWordsFacts, 'lost' | 'mailIn' | 'moment'>,
  language: IncidentLanguage = 'en',
): { readonly incoming: string; readonly counted: string } {
  const texts = incidentLanguages[language].lostMail;
  return { incoming: incoming(lost, mailIn, moment, texts), counted: counted(lost.count, moment, texts) };
}

function incoming(
  { verdict, ongoing, durationMs, firstReturnsAt, settled }: LostMailAnswer,
  mailIn: MailInSeen | null,
  moment: (iso: string) => string,
  texts: IncidentTexts['lostMail'],
): string {
  const duration = formatDuration(durationMs / 1000);
  switch (verdict) {
    case 'not-refused':
      return texts.notRefused({ looks: mailIn?.looks ?? 0, up: mailIn?.up ?? 0 });
    case 'elsewhere':
      return texts.elsewhere;
    case 'held':
      return texts.held({ ongoing, firstReturns: firstReturnsAt === null ? '' : moment(firstReturnsAt), settled });
    case 'held-long':
      return texts.heldLong({ ongoing, duration });
    case 'returned':
      return texts.returned({ times: mailIn?.forGood ?? 0, looks: mailIn?.looks ?? 0 });
    case 'not-known':
      return texts.notKnown;
  }
}

function counted(count: MailCount | null, moment: (iso: string) => string, texts: IncidentTexts['lostMail']): string {
  if (count === null) return texts.notCounted;
  const { delayed, during, lastDelayedAt, at, complete } = count;
  return texts.counted({
    delayed,
    during,
    last: lastDelayedAt === null ? null : moment(lastDelayedAt),
    at: moment(at),
    complete,
  });
}

/** What to tell one customer: what happened, what worked, and what became of their mail. `who` is a mailbox or a domain. */
export function customerText(facts: IncidentWordsFacts, who: string | null, language: IncidentLanguage = 'en'): string {
  const texts = incidentLanguages[language];
  const outage = outageFacts({ ...facts, server: null });
  const { incoming: mail, counted: count } = lostMailWords(facts, language);
  return [
    texts.customer({ ...outage, who }),
    texts.worked(outage),
    mail,
    ...(who?.includes('@') && facts.incident.endedAt !== null ? [count] : []),
    texts.reference(facts.incident.number),
  ].join(' ');
}

/** One line for a status page. */
export function statusShort(facts: IncidentWordsFacts, language: IncidentLanguage = 'en'): string {
  return incidentLanguages[language].statusShort(outageFacts({ ...facts, server: null }));
}

/** A status page's whole entry, with what agents have noted for readers. */
export function statusLong(
  facts: IncidentWordsFacts,
  notes: readonly Pick<IncidentUpdate, 'at' | 'text'>[],
  language: IncidentLanguage = 'en',
): string {
  const texts = incidentLanguages[language];
  const outage = outageFacts({ ...facts, server: null });
  return [
    texts.statusTitle(outage),
    `${texts.statusWhat(outage)} ${texts.worked(outage)} ${texts.affected(facts)}`,
    `${lostMailWords(facts, language).incoming} ${texts.nothingToDo}`,
    ...notes.map(({ at, text }) => `${facts.moment(at)}: ${text}`),
  ].join('\n\n');
}

function outageFacts({
  incident,
  now,
  worked,
  moment,
  server,
}: IncidentWordsFacts & { readonly server: string | null }): OutageFacts {
  const kinds = incident.services.map(({ kind }) => kind);
  // What other servers hand mail in by is nothing a customer could use meanwhile; the words about mail speak of it.
  const usable = worked.filter((kind) => kind !== 'smtp');
  const end = incident.endedAt;
  const lastedMs = Math.max(0, Date.parse(end ?? now) - Date.parse(incident.startedAt));
  return {
    number: incident.number,
    title: incident.title,
    services: capital(serviceList(kinds)),
    one: new Set(kinds).size === 1,
    server,
    start: moment(incident.startedAt),
    end: end === null ? null : moment(end),
    duration: formatDuration(Math.round(lastedMs / 60_000) * 60),
    worked: usable.length === 0 ? null : capital(serviceList(usable)),
    workedOne: usable.length === 1,
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
