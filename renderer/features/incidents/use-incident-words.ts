import { useQuery } from '@tanstack/react-query';
import type { IncidentDetail } from '../../../shared/contract/incidents.ts';
import type { IncidentWordsFacts } from '../../../shared/domain/incident-words.ts';
import { lostMail } from '../../../shared/domain/lost-mail.ts';
import { orpc } from '../../app/client.ts';
import { useNow } from '../../ui/clock.ts';
import { formatFullMoment } from '../../ui/moment.ts';

const MOMENT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});

/** `22 November at 14:02 CET`, as a customer understands it wherever they read it. */
export function customerMoment(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? formatFullMoment(iso) : MOMENT.format(date);
}

/** What the texts of an incident are made of: for one mailbox, or for all it touches. Null until it is known. */
export function useIncidentWords(incident: IncidentDetail, mailboxId: string | null): IncidentWordsFacts | null {
  const nowMs = useNow();
  const report = useQuery(orpc.incidents.lostMail.queryOptions({ input: { id: incident.id, mailboxId } })).data;
  if (!report) return null;
  const now = new Date(nowMs).toISOString();
  const { startedAt, endedAt, services } = incident;
  return {
    incident,
    now,
    worked: incident.worked,
    domains: incident.domains,
    mailboxes: incident.mailboxes,
    lost: lostMail({ ...report, startedAt, endedAt, services, now }),
    mailIn: report.mailIn,
    moment: customerMoment,
  };
}
