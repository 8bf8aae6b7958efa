import { Button, Checkbox, Group, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { orpc } from '../../app/client.ts';
import { DialogFoot } from '../dialog-foot.tsx';
import { ErrorView } from '../error-view.tsx';
import { notifyDone } from '../notify.ts';

/** Asks for how long the old side of domains is watched for mail that still lands there. */
export function WatchDialog({
  domainIds,
  onClose,
}: {
  domainIds: readonly string[] | null;
  onClose: () => void;
}): ReactNode {
  return (
    <Modal opened={domainIds !== null} onClose={onClose} title="Watch the old side">
      {domainIds ? <WatchForm key={domainIds.join()} domainIds={domainIds} onClose={onClose} /> : null}
    </Modal>
  );
}

function WatchForm({ domainIds, onClose }: { domainIds: readonly string[]; onClose: () => void }): ReactNode {
  const [hours, setHours] = useState<number | string>(48);
  const [quiet, setQuiet] = useState<number | string>(24);
  const [sweeps, setSweeps] = useState(false);
  const valid = typeof hours === 'number' && hours >= 1 && typeof quiet === 'number' && quiet >= 1;
  const start = useMutation(
    orpc.bulk.startWatch.mutationOptions({
      onSuccess: () => {
        notifyDone(`The old side of ${formatNumberOf(domainIds.length, 'domain')} is being watched.`);
        onClose();
      },
    }),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) start.mutate({ domainIds: [...domainIds], hours, quietHours: quiet, sweeps });
      }}
      noValidate
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          After the last copy, mail may still land on the old side: from senders with stale caches, or from devices that
          were forgotten. Every ten minutes the old side of {formatNumberOf(domainIds.length, 'domain')} is asked for
          the numbers of its folders; nothing there is changed.
        </Text>
        <Group gap="sm" grow align="flex-start">
          <NumberInput
            label="Watch for at least"
            suffix=" h"
            min={1}
            max={720}
            value={hours}
            onChange={setHours}
            data-autofocus
          />
          <NumberInput
            label="End when nothing came for"
            suffix=" h"
            min={1}
            max={168}
            value={quiet}
            onChange={setQuiet}
          />
        </Group>
        <Checkbox
          label="Bring over by itself what is found"
          description="By a last copy of the mailboxes concerned"
          checked={sweeps}
          onChange={(event) => setSweeps(event.currentTarget.checked)}
        />
        {start.error ? <ErrorView error={start.error} /> : null}
        <DialogFoot>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            disabled={!valid}
            loading={start.isPending}
            leftSection={<IconEye size={16} aria-hidden />}
          >
            Watch
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}
