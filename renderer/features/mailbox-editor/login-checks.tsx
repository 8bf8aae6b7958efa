import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconKey, IconPlugConnected } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import type { Side } from '../../../shared/domain/endpoint.ts';
import { formatBytes } from '../../../shared/domain/format.ts';
import type { SideReport } from '../../../shared/domain/inspection.ts';
import { orpc } from '../../app/client.ts';
import { closeDialog } from '../../app/dialogs.ts';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { PasswordDialog } from '../../ui/password-dialog.tsx';
import { Private } from '../../ui/private.tsx';
import classes from './mailbox-editor.module.css';

/** A mailbox that was just saved, and what became of the passwords that were entered for it. */
export interface SavedMailbox {
  readonly id: string;
  readonly address: string;
  readonly passwords: Readonly<Record<Side, 'none' | 'stored' | 'refused'>>;
}

const sideLabel: Readonly<Record<Side, string>> = { source: 'Source', destination: 'Destination' };

/** After saving: tries both logins, so that a wrong password shows while the customer is still there to ask. */
export function LoginChecks({
  saved,
  added,
  onAnother,
}: {
  saved: SavedMailbox;
  added: boolean;
  onAnother: () => void;
}): ReactNode {
  const navigate = useNavigate();
  return (
    <Stack gap="md">
      <Text size="sm">
        <Private kind="address">{saved.address}</Private> is {added ? 'in the workspace' : 'saved'}. Check both logins
        before you go on.
      </Text>
      <div className={classes.pair}>
        <LoginCheck saved={saved} side="source" />
        <LoginCheck saved={saved} side="destination" />
      </div>
      <DialogFoot>
        {added ? (
          <Button variant="default" onClick={onAnother}>
            Add another
          </Button>
        ) : null}
        <Button variant="default" onClick={closeDialog}>
          Close
        </Button>
        <Button
          data-autofocus
          onClick={() => {
            closeDialog();
            void navigate({ to: '/mailboxes/$mailboxId', params: { mailboxId: saved.id } });
          }}
        >
          Open the mailbox
        </Button>
      </DialogFoot>
    </Stack>
  );
}

function LoginCheck({ saved, side }: { saved: SavedMailbox; side: Side }): ReactNode {
  const [asking, setAsking] = useState(false);
  const check = useMutation(orpc.mailboxes.checkLogin.mutationOptions());
  const { mutate } = check;
  const stored = saved.passwords[side] === 'stored';
  // A password that was just entered is checked at once, and only once: some servers block after a few wrong logins.
  useEffect(() => {
    if (stored) mutate({ id: saved.id, side });
  }, [mutate, saved.id, side, stored]);

  const retry = (): void => mutate({ id: saved.id, side });
  const failure = check.data?.error ?? check.error;
  return (
    <fieldset className={classes.side}>
      <legend className={classes.legend}>{sideLabel[side]}</legend>
      <div className={classes.check}>
        {saved.passwords[side] === 'refused' ? (
          <Text size="sm">The vault stayed closed, so the password was not stored. Enter it again.</Text>
        ) : null}
        {check.isPending ? (
          <Group gap="xs">
            <Loader size={16} aria-hidden />
            <Text size="sm">Logging in</Text>
          </Group>
        ) : null}
        {check.data?.ok ? <LoggedIn report={check.data} /> : null}
        {failure && !check.isPending ? <ErrorView error={failure} withSide={false} /> : null}
        <Group gap="xs" mt="auto">
          <Button variant="default" leftSection={<IconKey size={16} aria-hidden />} onClick={() => setAsking(true)}>
            Enter password
          </Button>
          <Button
            variant="default"
            leftSection={<IconPlugConnected size={16} aria-hidden />}
            disabled={check.isPending}
            onClick={retry}
          >
            Check login
          </Button>
        </Group>
      </div>
      <PasswordDialog
        mailboxId={saved.id}
        side={side}
        opened={asking}
        onClose={() => setAsking(false)}
        onSaved={retry}
      />
    </fieldset>
  );
}

function LoggedIn({ report }: { report: SideReport }): ReactNode {
  const { quota } = report;
  return (
    <div role="status">
      <div className={classes.good}>
        <IconCircleCheck size={18} aria-hidden />
        The login works
      </div>
      {quota ? (
        <Text size="xs" c="dimmed">
          {formatBytes(quota.usedBytes)} used{quota.limitBytes === null ? '' : ` of ${formatBytes(quota.limitBytes)}`}
        </Text>
      ) : null}
    </div>
  );
}
