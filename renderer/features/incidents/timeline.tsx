import {
  type Icon,
  IconCircleCheck,
  IconCircleX,
  IconEye,
  IconFlame,
  IconHeartbeat,
  IconMailCheck,
  IconMessage,
  IconPencil,
  IconPlugConnected,
  IconShare,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { IncidentDetail } from '../../../shared/contract/incidents.ts';
import type { IncidentUpdate } from '../../../shared/domain/incident.ts';
import { answers } from '../../../shared/domain/service-probe.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { PrivateText } from '../../ui/private.tsx';
import classes from './incidents.module.css';
import { kindHeads } from './service-matrix.tsx';

const updateIcon: Readonly<Record<IncidentUpdate['kind'], Icon>> = {
  opened: IconFlame,
  note: IconMessage,
  back: IconEye,
  'down-again': IconCircleX,
  closed: IconCircleCheck,
  reopened: IconFlame,
  edited: IconPencil,
  counted: IconMailCheck,
  'hand-off': IconShare,
};

interface Entry {
  readonly key: string;
  readonly at: string;
  readonly icon: Icon;
  readonly tone: 'plain' | 'good' | 'bad' | 'note';
  readonly what: string;
  readonly text: string;
}

/** What happened, the newest first: what agents wrote, and where probes saw a service turn. */
export function Timeline({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  return (
    <ol className={classes.timeline}>
      {entriesOf(incident).map(({ key, at, icon: EntryIcon, tone, what, text }) => (
        <li key={key} data-tone={tone}>
          <span className={classes.mark}>
            <EntryIcon size={15} aria-hidden />
          </span>
          <span className={classes.when}>
            <MomentCell iso={at} />
          </span>
          <span className={classes.entry}>
            {what === '' ? null : <b>{what} </b>}
            <PrivateText text={text} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function entriesOf({ updates, turns }: IncidentDetail): readonly Entry[] {
  const written = updates.map(
    ({ id, at, kind, text }): Entry => ({
      key: `update ${id}`,
      at,
      icon: updateIcon[kind],
      tone:
        kind === 'note'
          ? 'note'
          : kind === 'closed' || kind === 'back'
            ? 'good'
            : kind === 'down-again'
              ? 'bad'
              : 'plain',
      what: '',
      text,
    }),
  );
  const seen = turns.map((turn): Entry => {
    const up = answers(turn.state);
    return {
      key: `turn ${turn.serviceId} ${turn.at}`,
      at: turn.at,
      icon: turn.state === 'unclear' ? IconPlugConnected : IconHeartbeat,
      tone: up ? 'good' : turn.state === 'down' ? 'bad' : 'plain',
      what: `${kindHeads[turn.kind]} of ${turn.serverName}, probed:`,
      text: turn.text,
    };
  });
  return [...written, ...seen].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}
