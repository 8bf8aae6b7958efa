import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { IncidentOffer } from '../../../shared/contract/incidents.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { client } from '../../app/client.ts';
import { useNow } from '../../ui/clock.ts';
import { formatMoment } from '../../ui/moment.ts';
import { Notice } from '../../ui/notice.tsx';
import { notifyFailed } from '../../ui/notify.ts';
import classes from './incidents.module.css';

/** What the console suggests, by its probes: an agent takes it up or declines it. */
export function Offers({
  offers,
  onOpen,
  onShow,
}: {
  readonly offers: readonly IncidentOffer[];
  /** Writes the incident down, after a look at it. */
  readonly onOpen: (offer: Extract<IncidentOffer, { kind: 'open' }>) => void;
  readonly onShow: (incidentId: string) => void;
}): ReactNode {
  const decline = useMutation({
    mutationFn: (offer: IncidentOffer) => client.incidents.decline(declining(offer)),
    onError: (error) => notifyFailed('The offer was not declined', error),
  });
  const act = useMutation({
    mutationFn: (offer: IncidentOffer) => takeUp(offer),
    onSuccess: (id) => onShow(id),
    onError: (error) => notifyFailed('The incident was not changed', error),
  });
  const now = useNow();
  if (offers.length === 0) return null;
  return (
    <section className={classes.offers} aria-label="Offers">
      {offers.map((offer) => (
        <Notice
          key={keyOf(offer)}
          tone={offer.kind === 'close' ? 'info' : 'warn'}
          icon={offer.kind === 'close' ? IconCircleCheck : IconAlertTriangle}
          title={titleOf(offer)}
        >
          <div className={classes.offer}>
            <span>{wordsOf(offer, (iso) => formatMoment(iso, now))}</span>
            <span className={classes.offerActions}>
              <Button
                loading={act.isPending}
                onClick={() => (offer.kind === 'open' && offer.extend === null ? onOpen(offer) : act.mutate(offer))}
              >
                {actionOf(offer)}
              </Button>
              <Button variant="default" loading={decline.isPending} onClick={() => decline.mutate(offer)}>
                {offer.kind === 'close' ? 'Keep it open' : 'Not now'}
              </Button>
            </span>
          </div>
        </Notice>
      ))}
    </section>
  );
}

async function takeUp(offer: IncidentOffer): Promise<string> {
  if (offer.kind === 'close') {
    await client.incidents.setStatus({ id: offer.incidentId, kind: 'close', at: offer.upSince });
    return offer.incidentId;
  }
  if (offer.kind === 'down-again') {
    await client.incidents.setStatus({ id: offer.incidentId, kind: 'down-again' });
    return offer.incidentId;
  }
  const id = offer.extend?.id ?? '';
  const { title, startedAt, endedAt, services } = await client.incidents.find({ id });
  const more = offer.services.map(({ kind }) => ({ server: offer.server, kind }));
  const known = services.map(({ server, kind }) => ({ server, kind }));
  await client.incidents.edit({ id, title, startedAt, endedAt, services: [...known, ...more] });
  return id;
}

function declining(offer: IncidentOffer): { subjectIds: string[]; since: string } {
  if (offer.kind === 'close') return { subjectIds: [offer.incidentId], since: offer.upSince };
  if (offer.kind === 'down-again') return { subjectIds: [offer.incidentId], since: offer.since };
  return { subjectIds: offer.services.map(({ serviceId }) => serviceId), since: offer.since };
}

function keyOf(offer: IncidentOffer): string {
  return offer.kind === 'open' ? `open ${offer.server} ${offer.since}` : `${offer.kind} ${offer.incidentId}`;
}

function titleOf(offer: IncidentOffer): string {
  if (offer.kind === 'close') return `${offer.number}: all its services answer again`;
  if (offer.kind === 'down-again') return `${offer.number} is down again`;
  return offer.title;
}

function wordsOf(offer: IncidentOffer, moment: (iso: string) => string): string {
  if (offer.kind === 'close') {
    return `The last ${formatNumberOf(offer.looks, 'look')} found an answer, the first of them at ${moment(offer.upSince)}. Closing takes that for the end; you can correct it.`;
  }
  if (offer.kind === 'down-again') return `It failed again at ${moment(offer.since)}.`;
  const failures = Math.min(...offer.services.map(({ outage }) => outage.failures));
  return `Seen up before, then ${formatNumberOf(failures, 'failure')} in a row, the first at ${moment(offer.since)}. ${formatNumberOf(offer.domains, 'domain')} ${offer.domains === 1 ? 'has' : 'have'} mailboxes there.`;
}

function actionOf(offer: IncidentOffer): string {
  if (offer.kind === 'close') return 'Close the incident';
  if (offer.kind === 'down-again') return 'Say so';
  return offer.extend === null ? 'Open an incident' : `Add to ${offer.extend.number}`;
}
