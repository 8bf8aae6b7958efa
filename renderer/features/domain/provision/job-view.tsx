import { Button, Progress, Table } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { formatCount, formatNumberOf } from '../../../../shared/domain/format.ts';
import { canGoOn, type ProvisionJob } from '../../../../shared/domain/provisioning.ts';
import { client, orpc } from '../../../app/client.ts';
import { openVault } from '../../../app/vault.ts';
import { MomentCell } from '../../../ui/cells.tsx';
import { ErrorView } from '../../../ui/error-view.tsx';
import { notifyFailed } from '../../../ui/notify.ts';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { actionFace, jobStateFace, lineStateFace, loginFace } from './faces.ts';
import { LineName, Reasons } from './plan-view.tsx';
import classes from './provision.module.css';

/** The last job of the domain: how far it is, line by line, and what can be done with it. */
export function JobView({ job, actions }: { job: ProvisionJob; actions: ReactNode }): ReactNode {
  const { go, stop, busy } = useJobActions(job.domainId);
  const going = job.state === 'running' || job.state === 'stopping';
  const work = job.lines.filter(({ state }) => state !== 'left');
  const done = work.filter(({ state }) => state === 'applied' || state === 'refused').length;
  const logins = job.lines.filter(({ login }) => login === 'works').length;
  const refused = job.lines.filter(({ state, login }) => state === 'refused' || login === 'refused').length;
  return (
    <>
      <div className={classes.bar} role="status">
        <StatusBadge face={jobStateFace[job.state]} />
        <span>
          {formatCount(done)} of {formatNumberOf(work.length, 'line')} carried out,{' '}
          {formatNumberOf(logins, 'login works', 'logins work')}
          {refused > 0 ? `, ${formatNumberOf(refused, 'problem')}` : ''}
        </span>
        <span className={classes.summary}>
          <MomentCell iso={job.endedAt ?? job.at} />
        </span>
        {going ? (
          <Button
            variant="default"
            leftSection={<IconPlayerStop size={16} aria-hidden />}
            loading={job.state === 'stopping'}
            onClick={stop}
          >
            Stop
          </Button>
        ) : null}
        {canGoOn(job) ? (
          <Button leftSection={<IconPlayerPlay size={16} aria-hidden />} loading={busy} onClick={go}>
            Continue
          </Button>
        ) : null}
        {going ? null : actions}
      </div>
      {going ? (
        <div className={classes.part}>
          <Progress value={work.length === 0 ? 100 : (done / work.length) * 100} aria-label="Lines carried out" />
        </div>
      ) : null}
      {job.error ? (
        <div className={classes.part}>
          <ErrorView error={job.error} {...(canGoOn(job) ? { onRetry: go } : {})} />
        </div>
      ) : null}
      <Table className={classes.table} aria-label="What was carried out">
        <Table.Thead>
          <Table.Tr>
            <Table.Th pl="md" w={110}>
              Plan
            </Table.Th>
            <Table.Th w={260}>Name</Table.Th>
            <Table.Th w={120}>State</Table.Th>
            <Table.Th w={140}>Login</Table.Th>
            <Table.Th>What came of it</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {job.lines.map(({ line, state, note, login }) => (
            <Table.Tr key={line.key}>
              <Table.Td pl="md" className={classes.state}>
                <StatusBadge face={actionFace[line.action]} bare />
              </Table.Td>
              <LineName line={line} />
              <Table.Td className={classes.state}>
                <StatusBadge face={lineStateFace[state]} />
              </Table.Td>
              <Table.Td className={classes.state}>
                {line.kind === 'mailbox' && line.action !== 'cannot' ? (
                  <StatusBadge face={loginFace[login]} bare={login === 'not-tried'} />
                ) : null}
              </Table.Td>
              <Table.Td>
                <Reasons line={line} note={note} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

function useJobActions(domainId: string): { go: () => void; stop: () => void; busy: boolean } {
  const queries = useQueryClient();
  const put = (job: ProvisionJob | null): void =>
    void queries.setQueryData(orpc.provisioning.job.queryKey({ input: { domainId } }), job);
  const go = useMutation({
    mutationFn: async () => {
      // New passwords go into the vault before they are set.
      if (!(await openVault('Passwords of new mailboxes are stored encrypted.'))) return null;
      return client.provisioning.continue({ domainId });
    },
    onSuccess: (job) => job && put(job),
    onError: (error) => notifyFailed('The job did not go on', error),
  });
  const stop = useMutation({
    mutationFn: () => client.provisioning.stop({ domainId }),
    onSuccess: put,
    onError: (error) => notifyFailed('The job was not stopped', error),
  });
  return { go: () => go.mutate(), stop: () => stop.mutate(), busy: go.isPending };
}
