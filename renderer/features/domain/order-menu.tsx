import { ActionIcon, Button, List, Menu, Modal, NumberInput, Stack, Text, Tooltip } from '@mantine/core';
import { IconAlarm, IconDots, IconListNumbers, IconProgressBolt } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { DomainRow } from '../../../shared/contract/directory.ts';
import { promisedHours } from '../../../shared/contract/preferences.ts';
import { formatDuration } from '../../../shared/domain/format.ts';
import { roughly } from '../../../shared/domain/risk.ts';
import { orpc } from '../../app/client.ts';
import { usePreferences } from '../../app/preferences.ts';
import { useNow } from '../../ui/clock.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { formatFullMoment } from '../../ui/moment.ts';
import { notifyFailed } from '../../ui/notify.ts';
import { PrivateText, useNamed } from '../../ui/private.tsx';

/** Changes the order in which the domain goes through its steps. */
export function OrderMenu({ domain }: { domain: DomainRow }): ReactNode {
  const named = useNamed();
  const [forcing, setForcing] = useState(false);
  const setOrder = useSetOrder(domain.id);

  async function backToStandard(): Promise<void> {
    const sure = await confirmAction({
      title: `Put ${domain.name} back to the standard order?`,
      body: 'Its deadline is dropped. The states of its four steps stay as they are.',
      action: 'Back to standard order',
    });
    if (!sure) return;
    setOrder.mutate(
      { domainId: domain.id, order: 'standard', deadlineAt: null },
      { onError: (error) => notifyFailed('The order was not changed', error) },
    );
  }

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Tooltip label="More">
            <ActionIcon variant="default" size={30} aria-label={`More for ${named(domain.name, 'this domain')}`}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {domain.order === 'standard' ? (
            <Menu.Item leftSection={<IconProgressBolt size={16} aria-hidden />} onClick={() => setForcing(true)}>
              Switch to forced order…
            </Menu.Item>
          ) : (
            <>
              <Menu.Item leftSection={<IconAlarm size={16} aria-hidden />} onClick={() => setForcing(true)}>
                Set a new deadline…
              </Menu.Item>
              <Menu.Item leftSection={<IconListNumbers size={16} aria-hidden />} onClick={() => void backToStandard()}>
                Back to standard order…
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={forcing}
        onClose={() => setForcing(false)}
        title={
          <PrivateText
            text={domain.order === 'forced' ? `New deadline for ${domain.name}` : `Forced order for ${domain.name}`}
          />
        }
      >
        <ForcedOrderForm domain={domain} onClose={() => setForcing(false)} />
      </Modal>
    </>
  );
}

function ForcedOrderForm({ domain, onClose }: { domain: DomainRow; onClose: () => void }): ReactNode {
  const now = useNow();
  const promised = usePreferences().promisedHours;
  const [hours, setHours] = useState<number | string>(promised);
  const setOrder = useSetOrder(domain.id);
  const standing = useQuery(orpc.moves.standing.queryOptions({ input: { domainId: domain.id } }));
  const parsed = promisedHours.safeParse(hours);
  const valid = parsed.success;
  const deadlineAt = parsed.success ? new Date(now + parsed.data * 3_600_000).toISOString() : null;
  const needed = standing.data?.secondsNeeded ?? null;
  const enough = !parsed.success || needed === null || needed < parsed.data * 3600;

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (deadlineAt) setOrder.mutate({ domainId: domain.id, order: 'forced', deadlineAt }, { onSuccess: onClose });
      }}
      noValidate
    >
      <Stack gap="sm">
        {domain.order === 'standard' ? (
          <>
            <Text size="sm">
              For an old server that is failing: mail routing and webmail move first, and the old mail follows.
            </Text>
            <List size="sm" spacing={4}>
              <List.Item>New mail reaches the new mailboxes as soon as the MX records lead there.</List.Item>
              <List.Item>Until the copy is done, the customer does not see old mail; the newest comes first.</List.Item>
              <List.Item>A clock runs until then, wherever this domain stands in a list.</List.Item>
              <List.Item>Steps that are done stay done. You can go back to the standard order at any time.</List.Item>
            </List>
          </>
        ) : null}
        <NumberInput
          label="Hours until the old mail must be there"
          description={`${promised} hours are what customers are promised at most; set it under Settings, Limits`}
          min={1}
          max={24 * 30}
          value={hours}
          onChange={setHours}
          error={valid ? null : 'Enter between 1 and 720 hours.'}
          data-autofocus
        />
        <Text size="sm">{deadlineAt ? `Deadline: ${formatFullMoment(deadlineAt)}` : '\u00a0'}</Text>
        <Text size="sm" c={enough ? 'dimmed' : 'var(--tone-bad)'}>
          {needed === null
            ? '\u00a0'
            : needed === 0
              ? 'Nothing is left to copy.'
              : `By the sizes and rates known, the copy takes about ${formatDuration(roughly(needed))}${enough ? '.' : ': longer than that.'}`}
        </Text>
        {setOrder.error ? <ErrorView error={setOrder.error} /> : null}
        <DialogFoot>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!valid} loading={setOrder.isPending}>
            {domain.order === 'forced' ? 'Set deadline' : 'Switch to forced order'}
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}

function useSetOrder(domainId: string) {
  const queries = useQueryClient();
  return useMutation(
    orpc.directory.setOrder.mutationOptions({
      onSuccess: (page) => queries.setQueryData(orpc.directory.domain.queryKey({ input: { id: domainId } }), page),
    }),
  );
}
