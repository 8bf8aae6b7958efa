import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ServerRow, ServiceRow } from '../../../shared/contract/incidents.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { type ServiceKind, serviceNames } from '../../../shared/domain/service.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { ServiceStripe, standingFace } from '../../ui/service-states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import classes from './incidents.module.css';

const columns: readonly ServiceKind[] = ['imap', 'pop3', 'smtp', 'webmail'];
export const kindHeads: Readonly<Record<ServiceKind, string>> = { ...serviceNames, webmail: 'Webmail' };

/** All servers with their services: state, time, age and the last day; a cell opens what is known of it. */
export function ServiceMatrix({
  servers,
  probing,
  onOpen,
}: {
  readonly servers: readonly ServerRow[];
  /** Services that are being looked at just now. */
  readonly probing: ReadonlySet<string>;
  readonly onOpen: (serviceId: string) => void;
}): ReactNode {
  return (
    <div className={classes.scroll}>
      <table className={classes.matrix}>
        <thead>
          <tr>
            <th scope="col" className={classes.serverHead}>
              Server
            </th>
            {columns.map((kind) => (
              <th key={kind} scope="col">
                {kindHeads[kind]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {servers.map((server) => (
            <tr key={server.key}>
              <th scope="row">
                <div className={classes.server}>{server.name}</div>
                <div className={classes.sentence}>{server.sentence}</div>
                <div className={classes.uses}>{formatNumberOf(server.mailboxes, 'mailbox', 'mailboxes')}</div>
              </th>
              {columns.map((kind) => {
                const service = server.services.find((one) => one.kind === kind);
                return (
                  <td key={kind}>
                    {service ? (
                      <ServiceCell
                        service={service}
                        serverName={server.name}
                        probing={probing.has(service.id)}
                        onOpen={() => onOpen(service.id)}
                      />
                    ) : null}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ServiceCell({
  service,
  serverName,
  probing,
  onOpen,
}: {
  readonly service: ServiceRow;
  readonly serverName: string;
  readonly probing: boolean;
  readonly onOpen: () => void;
}): ReactNode {
  const { standing, stripe, kind } = service;
  const { last, state } = standing;
  const face = standingFace[state];
  return (
    <UnstyledButton
      className={classes.cell ?? ''}
      data-state={state}
      data-probing={probing || undefined}
      onClick={onOpen}
      title={last?.text ?? ''}
    >
      <VisuallyHidden>
        {kindHeads[kind]} of {serverName}: {last && state !== 'off' ? `${last.text} ` : ''}
      </VisuallyHidden>
      <span className={classes.cellHead}>
        <StatusBadge face={face} bare />
        {last && state !== 'off' ? (
          <span className={classes.cellTime}>{probing ? 'probing…' : `${Math.round(last.totalMs)} ms`}</span>
        ) : null}
      </span>
      {state === 'off' ? (
        <span className={classes.cellNote}>
          {service.host}:{service.port}
        </span>
      ) : (
        <>
          <ServiceStripe stripe={stripe} />
          <span className={classes.cellNote}>
            {last ? <MomentCell iso={last.at} /> : `${service.host}:${service.port}`}
            {last?.version ? <span className={classes.version}>{last.version}</span> : null}
          </span>
        </>
      )}
    </UnstyledButton>
  );
}
