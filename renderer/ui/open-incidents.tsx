import { IconFlame } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { orpc } from '../app/client.ts';
import { MomentCell } from './cells.tsx';
import { TextLink } from './links.tsx';
import classes from './open-incidents.module.css';
import { IncidentBadge } from './service-states.tsx';

/** One line for each incident that touches a domain or mailbox and is not closed; nothing where there is none. */
export function OpenIncidents(props: { readonly domainId: string } | { readonly mailboxId: string }): ReactNode {
  const asked = 'mailboxId' in props ? { mailboxId: props.mailboxId } : { domainId: props.domainId };
  const incidents = useQuery(orpc.incidents.touching.queryOptions({ input: asked })).data ?? [];
  if (incidents.length === 0) return null;
  return (
    <ul className={classes.lines} aria-label="Open incidents">
      {incidents.map(({ id, number, title, status, startedAt }) => (
        <li key={id} className={classes.line}>
          <IconFlame size={16} aria-hidden className={classes.icon} />
          <TextLink
            to="/incidents/$incidentId"
            params={{ incidentId: id }}
            search={'mailboxId' in asked ? { mailbox: asked.mailboxId } : {}}
            fw={600}
          >
            {number}
          </TextLink>
          <span className={classes.title}>{title}</span>
          <IncidentBadge status={status} bare />
          <span className={classes.since}>
            since <MomentCell iso={startedAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}
