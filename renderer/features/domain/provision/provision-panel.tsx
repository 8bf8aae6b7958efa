import { Button } from '@mantine/core';
import { IconCloudSearch, IconPlugConnectedX, IconRefresh, IconUserPlus, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { DomainPage } from '../../../../shared/contract/directory.ts';
import { formatNumberOf } from '../../../../shared/domain/format.ts';
import { changesSomething, type ProvisionPlan } from '../../../../shared/domain/provisioning.ts';
import { client, orpc } from '../../../app/client.ts';
import { openVault } from '../../../app/vault.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorView } from '../../../ui/error-view.tsx';
import { ButtonLink } from '../../../ui/links.tsx';
import { LoadingRows } from '../../../ui/loading.tsx';
import { Section } from '../../../ui/section.tsx';
import { CopyAtOpenSrs } from './copy-at-opensrs.tsx';
import { JobView } from './job-view.tsx';
import { PlanView } from './plan-view.tsx';
import classes from './provision.module.css';

/** The first step of the domain: what the destination needs, carrying it out, and whether one can log in afterwards. */
export function ProvisionPanel({ data }: { data: DomainPage }): ReactNode {
  const domainId = data.domain.id;
  const accounts = useQuery(orpc.provisioning.accounts.queryOptions());
  const job = useQuery(orpc.provisioning.job.queryOptions({ input: { domainId } }));
  const [plan, setPlan] = useState<ProvisionPlan | null>(null);
  const look = useMutation({
    mutationFn: () => client.provisioning.plan({ domainId }),
    onSuccess: setPlan,
  });
  const error = accounts.error ?? job.error;
  if (error) {
    return (
      <Section title="Provisioning">
        <ErrorView error={error} onRetry={() => void Promise.all([accounts.refetch(), job.refetch()])} />
      </Section>
    );
  }
  if (accounts.data === undefined || job.data === undefined) {
    return (
      <Section title="Provisioning" flush>
        <LoadingRows rows={4} />
      </Section>
    );
  }
  const destinations = new Set(data.mailboxes.map(({ destination }) => destination.endpointId));
  const account = accounts.data.find(({ endpointId }) => destinations.has(endpointId));
  if (!account && !job.data) return <NoAccount empty={data.mailboxes.length === 0} />;
  const lookButton = (
    <Button
      variant={plan || job.data ? 'default' : 'filled'}
      leftSection={plan || job.data ? <IconRefresh size={16} aria-hidden /> : <IconCloudSearch size={16} aria-hidden />}
      loading={look.isPending}
      onClick={() => look.mutate()}
    >
      {plan || job.data ? 'Look again' : 'Look at OpenSRS'}
    </Button>
  );
  return (
    <div className={classes.parts}>
      <Section title="Provisioning" flush>
        {look.error ? (
          <div className={classes.part}>
            <ErrorView error={look.error} onRetry={() => look.mutate()} />
          </div>
        ) : null}
        {plan ? (
          <Plan key={plan.id} plan={plan} onDone={() => setPlan(null)} lookButton={lookButton} />
        ) : job.data ? (
          <JobView job={job.data} actions={lookButton} />
        ) : (
          <EmptyState icon={IconUserPlus} title="Nothing is planned yet" action={lookButton}>
            See what is at {account?.endpointName ?? 'the destination'} already and what is missing. Looking changes
            nothing.
          </EmptyState>
        )}
      </Section>
      {account ? <CopyAtOpenSrs mailboxes={data.mailboxes} endpointId={account.endpointId} /> : null}
    </div>
  );
}

function NoAccount({ empty }: { empty: boolean }): ReactNode {
  return (
    <Section title="Provisioning" flush>
      <EmptyState
        icon={IconPlugConnectedX}
        title={empty ? 'The domain has no mailbox' : 'The destination has no OpenSRS account'}
        action={empty ? null : <ButtonLink to="/settings">Open the settings</ButtonLink>}
      >
        {empty
          ? 'Add a mailbox first; then it can be made at the destination.'
          : 'Add the account in the settings, or make the mailboxes by hand: "Check the mailboxes" tries their logins all the same.'}
      </EmptyState>
    </Section>
  );
}

function Plan({
  plan,
  onDone,
  lookButton,
}: {
  plan: ProvisionPlan;
  onDone: () => void;
  lookButton: ReactNode;
}): ReactNode {
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(plan.lines.filter(changesSomething).map(({ key }) => key)),
  );
  const makesMailboxes = plan.lines.some(
    ({ kind, action, key }) => kind === 'mailbox' && action === 'create' && chosen.has(key),
  );
  const apply = useMutation({
    mutationFn: async () => {
      if (makesMailboxes && !(await openVault('Passwords of new mailboxes are stored encrypted.'))) return null;
      return client.provisioning.apply({ planId: plan.id, keys: [...chosen] });
    },
    onSuccess: (job) => {
      if (!job) return;
      queries.setQueryData(orpc.provisioning.job.queryKey({ input: { domainId: plan.domainId } }), job);
      onDone();
    },
  });
  const count = (action: 'create' | 'adapt' | 'there' | 'cannot'): number =>
    plan.lines.filter((line) => line.action === action).length;
  const nothing = count('create') + count('adapt') === 0;
  return (
    <>
      <div className={classes.bar}>
        {nothing ? (
          <span>Nothing is left to do at the destination.</span>
        ) : (
          <Button
            leftSection={<IconUserPlus size={16} aria-hidden />}
            disabled={chosen.size === 0}
            loading={apply.isPending}
            onClick={() => apply.mutate()}
          >
            Carry out {formatNumberOf(chosen.size, 'line')}
          </Button>
        )}
        {lookButton}
        <Button variant="subtle" color="gray" leftSection={<IconX size={16} aria-hidden />} onClick={onDone}>
          Put the plan away
        </Button>
        <span className={classes.summary}>
          {count('create')} to create · {count('adapt')} to adapt · {count('there')} there · {count('cannot')} cannot
        </span>
      </div>
      {apply.error ? (
        <div className={classes.part}>
          <ErrorView error={apply.error} />
        </div>
      ) : null}
      <PlanView lines={plan.lines} chosen={chosen} onChange={setChosen} />
    </>
  );
}
