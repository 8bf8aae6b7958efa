import { Button, Checkbox, Group, Modal, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { JobPreview } from '../../../shared/contract/bulk.ts';
import type { EndpointRow } from '../../../shared/contract/endpoints.ts';
import type { Step } from '../../../shared/domain/directory.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import type { JobAction, JobDraft, JobSequence } from '../../../shared/domain/job.ts';
import { type VerifyDepth, verifyDepth } from '../../../shared/domain/run.ts';
import { orpc } from '../../app/client.ts';
import { openLockedVault } from '../../app/vault.ts';
import { DialogFoot } from '../dialog-foot.tsx';
import { ErrorView } from '../error-view.tsx';
import { LoadingRows } from '../loading.tsx';
import { notifyDone } from '../notify.ts';
import { otherWaysTo } from '../other-ways.ts';
import { stepText } from '../steps.ts';
import { JobPreviewView } from './job-preview.tsx';
import { jobActionLabel } from './job-words.ts';
import { type ScheduleDraft, ScheduleFields, scheduleOf, startsAtOnce } from './schedule-fields.tsx';

/** What a job would be about, before it is confirmed. */
export interface JobWish {
  readonly action: JobAction;
  readonly step?: Step;
  readonly domainIds?: readonly string[];
  readonly mailboxIds?: readonly string[];
}

const hints: Readonly<Record<JobAction, string>> = {
  preflight: 'Both logins, folders, space and problems of each mailbox. Nothing is copied.',
  copy: 'Copies what is missing at the destination, then compares both sides.',
  delta: 'Brings over what came since the last copy, then compares both sides.',
  verify: 'Compares both sides message by message. Nothing is copied.',
  check: 'Looks at the step of each domain now and files what it sees.',
};

/** Asks before a job begins: what it does, with how many mailboxes, at which servers, when, and in which order. */
export function StartJobDialog({ wish, onClose }: { wish: JobWish | null; onClose: () => void }): ReactNode {
  return (
    <Modal opened={wish !== null} onClose={onClose} size="lg" title={wish ? titleOf(wish) : ''}>
      {wish ? <StartJob key={JSON.stringify(wish)} wish={wish} onClose={onClose} /> : null}
    </Modal>
  );
}

/** Other endpoints of the same provider, where all chosen mailboxes are on one old server. */
function useOtherWays(preview: JobPreview | undefined): readonly EndpointRow[] {
  const endpoints = useQuery(orpc.endpoints.list.queryOptions()).data ?? [];
  const sources = preview?.servers.filter(({ side }) => side === 'source') ?? [];
  const [own] = sources;
  if (own === undefined || sources.length > 1) return [];
  return otherWaysTo(
    endpoints.find(({ id }) => id === own.endpointId),
    endpoints,
  );
}

function titleOf({ action, step }: JobWish): string {
  return action === 'check' && step ? `Check "${stepText[step].label}"` : jobActionLabel[action];
}

function StartJob({ wish, onClose }: { wish: JobWish; onClose: () => void }): ReactNode {
  const { action, step } = wish;
  const navigate = useNavigate();
  const [sequence, setSequence] = useState<JobSequence>('chosen');
  const [skipVerified, setSkipVerified] = useState(action === 'copy');
  const [way, setWay] = useState<string | null>(null);
  const [depth, setDepth] = useState<VerifyDepth>('standard');
  const [times, setTimes] = useState<ScheduleDraft>({
    start: action === 'delta' ? 'caches' : 'now',
    at: null,
    nightly: false,
    from: '22:00',
    to: '06:00',
  });
  const schedule = scheduleOf(times);
  const runs = action === 'copy' || action === 'delta' || action === 'verify';
  const draft = {
    domainIds: [...(wish.domainIds ?? [])],
    mailboxIds: [...(wish.mailboxIds ?? [])],
    action,
    step: step ?? null,
    sequence,
    skipVerified: runs && skipVerified,
    options: { ...(runs ? { verify: depth } : {}), sourceEndpointId: action === 'check' ? null : way },
    schedule: schedule ?? {},
  } satisfies Partial<Record<keyof JobDraft, unknown>>;
  const preview = useQuery(orpc.bulk.preview.queryOptions({ input: draft, placeholderData: (before) => before }));
  const ways = useOtherWays(preview.data);
  const create = useMutation(orpc.bulk.create.mutationOptions());

  async function start(): Promise<void> {
    if (action !== 'check' && !(await openLockedVault('The passwords of these mailboxes are needed.'))) return;
    const job = await create.mutateAsync(draft).catch(() => null);
    if (job === null) return;
    onClose();
    notifyDone(job.state === 'scheduled' ? 'The job is scheduled.' : 'The job has started.');
    void navigate({ to: '/jobs/$jobId', params: { jobId: job.id } });
  }

  const count =
    action === 'check'
      ? formatNumberOf(preview.data?.domains ?? 0, 'domain')
      : formatNumberOf(preview.data?.mailboxes ?? 0, 'mailbox', 'mailboxes');
  const nothing =
    preview.data !== undefined && (action === 'check' ? preview.data.domains : preview.data.mailboxes) === 0;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
      noValidate
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {hints[action]}
        </Text>
        {preview.error ? <ErrorView error={preview.error} onRetry={() => void preview.refetch()} /> : null}
        {preview.data ? (
          <JobPreviewView preview={preview.data} action={action} />
        ) : (
          <LoadingRows rows={3} height={32} />
        )}
        {action === 'check' ? null : (
          <>
            <ScheduleFields value={times} onChange={setTimes} offersCaches={action === 'delta' || action === 'copy'} />
            <Group gap="lg" align="flex-end">
              <div>
                <Text size="sm" fw={500} mb={3} id="job-sequence">
                  Order
                </Text>
                <SegmentedControl
                  size="xs"
                  aria-labelledby="job-sequence"
                  value={sequence}
                  onChange={setSequence}
                  data={[
                    { value: 'chosen' as const, label: 'Next deadline first' },
                    { value: 'customer' as const, label: 'Customer by customer' },
                  ]}
                />
              </div>
              {ways.length > 0 ? (
                <Select
                  label="Read the old side over"
                  size="xs"
                  w={210}
                  placeholder="Its own server"
                  clearable
                  value={way}
                  onChange={setWay}
                  data={ways.map(({ id, name, protocol }) => ({
                    value: id,
                    label: protocol === 'pop3' ? `${name} (POP3)` : name,
                  }))}
                />
              ) : null}
              {runs ? (
                <Select
                  label="Comparison"
                  size="xs"
                  w={210}
                  allowDeselect={false}
                  value={depth}
                  onChange={(value) => setDepth(verifyDepth.options.find((one) => one === value) ?? 'standard')}
                  data={[
                    { value: 'standard', label: 'Standard' },
                    { value: 'deep', label: 'Deep: every byte, slower' },
                    ...(action === 'verify' ? [] : [{ value: 'none', label: 'None: proves nothing' }]),
                  ]}
                />
              ) : null}
            </Group>
            {ways.find(({ id }) => id === way)?.protocol === 'pop3' ? (
              <Text size="xs" c="dimmed">
                Over POP3 comes the INBOX only, without flags. A later job over IMAP brings the rest, and nothing twice.
              </Text>
            ) : null}
            {runs ? (
              <Checkbox
                label="Leave out mailboxes that are verified already"
                checked={skipVerified}
                onChange={(event) => setSkipVerified(event.currentTarget.checked)}
              />
            ) : null}
          </>
        )}
        {create.error ? <ErrorView error={create.error} /> : null}
        <DialogFoot>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            data-autofocus
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            disabled={schedule === null || nothing || !preview.data}
            loading={create.isPending}
          >
            {`${startsAtOnce(times) ? '' : 'Schedule: '}${titleOf(wish)} · ${count}`}
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}
