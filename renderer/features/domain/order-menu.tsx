import { ActionIcon, Button, List, Menu, Modal, NumberInput, Stack, Text, Tooltip } from '@mantine/core';
import { IconAlarm, IconDots, IconListNumbers, IconProgressBolt } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { DomainRow } from '../../../shared/contract/directory.ts';
import { orpc } from '../../app/client.ts';
import { useNow } from '../../ui/clock.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { formatFullMoment } from '../../ui/moment.ts';
import { notifyFailed } from '../../ui/notify.ts';
import { PrivateText, useNamed } from '../../ui/private.tsx';

/** What the company promises its customers when old mail arrives last. */
const PROMISED_HOURS = 60;

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
  const [hours, setHours] = useState<number | string>(PROMISED_HOURS);
  const setOrder = useSetOrder(domain.id);
  const valid = typeof hours === 'number' && hours >= 1 && hours <= 24 * 30;
  const deadlineAt = valid ? new Date(now + hours * 3_600_000).toISOString() : null;

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
              For an old server that is failing: new mail is led to the new mailboxes at once, and the old mail follows.
            </Text>
            <List size="sm" c="dimmed">
              <List.Item>Until the copy is done, the customer does not see old mail.</List.Item>
              <List.Item>A clock runs on this domain until then, here and on the overview.</List.Item>
            </List>
          </>
        ) : null}
        <NumberInput
          label="Hours until the old mail must be there"
          description={`${PROMISED_HOURS} hours are what customers are promised at most`}
          min={1}
          max={24 * 30}
          value={hours}
          onChange={setHours}
          error={valid ? null : 'Enter between 1 and 720 hours.'}
          data-autofocus
        />
        <Text size="sm">{deadlineAt ? `Deadline: ${formatFullMoment(deadlineAt)}` : '\u00a0'}</Text>
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
