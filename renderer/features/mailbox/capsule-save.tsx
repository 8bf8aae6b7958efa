import { Button, Group, Radio, Text } from '@mantine/core';
import { IconFileZip } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { orpc } from '../../app/client.ts';
import { ErrorView } from '../../ui/error-view.tsx';
import { saveBytes } from '../../ui/save-file.ts';

/** Saves all that is known of the mailbox as a file that another installation can open. */
export function CapsuleSave({ mailboxId }: { readonly mailboxId: string }): ReactNode {
  const [names, setNames] = useState('keep');
  const making = useMutation(
    orpc.capsule.make.mutationOptions({
      onSuccess: ({ name, archive }) =>
        saveBytes(
          name,
          'zip',
          Uint8Array.from(atob(archive), (letter) => letter.charCodeAt(0)),
        ),
    }),
  );
  return (
    <>
      <Group justify="space-between" align="flex-end" wrap="nowrap">
        <Radio.Group label="For another installation, as a file" value={names} onChange={setNames} size="sm">
          <Group gap="md" mt={4}>
            <Radio value="keep" size="sm" label="Leave names in" />
            <Radio value="hide" size="sm" label="Replace addresses, names and subjects" />
          </Group>
        </Radio.Group>
        <Button
          leftSection={<IconFileZip size={16} aria-hidden />}
          loading={making.isPending}
          onClick={() => making.mutate({ mailboxId, hideNames: names === 'hide' })}
        >
          Save hand-off file
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        Settings, runs, findings, the ledger about them, what the servers said before failures, and headers of the
        messages concerned. No passwords, no message texts. Opened elsewhere with "Open a hand-off…", to be read only.
      </Text>
      {making.error ? <ErrorView error={making.error} /> : null}
    </>
  );
}
