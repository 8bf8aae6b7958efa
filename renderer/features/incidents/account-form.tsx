import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import type { ServerRow } from '../../../shared/contract/incidents.ts';
import { client } from '../../app/client.ts';
import { storeProbePassword } from '../../app/secrets.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyDone } from '../../ui/notify.ts';
import classes from './incidents.module.css';

/** The account probes of a server log in with. Without one they look no further than the greeting. */
export function AccountForm({ server }: { readonly server: ServerRow }): ReactNode {
  const { account } = server;
  const input = useRef<HTMLInputElement>(null);
  const [user, setUser] = useState(account?.user ?? '');
  const [problem, setProblem] = useState<{ user?: string; password?: string }>({});
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  async function change(work: () => Promise<void>): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    const field = input.current;
    const missing = {
      ...(user.trim() === '' ? { user: 'Enter the user name.' } : {}),
      ...(field?.value ? {} : { password: 'Enter the password.' }),
    };
    setProblem(missing);
    if (!field || Object.keys(missing).length > 0) return;
    void change(async () => {
      if (!(await storeProbePassword(server.secretRef, field))) {
        setProblem({ password: 'The vault stayed closed, so nothing was stored. Enter the password again.' });
        return;
      }
      await client.incidents.setAccount({ server: server.key, user: user.trim() });
      notifyDone(`Probes of ${server.name} log in from now on.`);
    });
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="xs">
        <Text fw={600} size="sm">
          Account for probes of {server.name}
        </Text>
        <Text size="xs" c="dimmed">
          A mailbox of your own at this server. A password that is refused is not tried a second time, so that the
          server does not block this computer.
        </Text>
        {account?.refusedAt ? (
          <Text size="sm" className={classes.failed ?? ''}>
            Refused <MomentCell iso={account.refusedAt} />. Enter the right password to have it tried again.
          </Text>
        ) : null}
        <div className={classes.moments}>
          <TextInput
            label="User name"
            value={user}
            error={problem.user}
            data-private
            onChange={(event) => setUser(event.currentTarget.value)}
          />
          <PasswordInput ref={input} label="Password" error={problem.password} autoComplete="new-password" />
        </div>
        {failure ? <ErrorView error={failure} /> : null}
        <Group justify="flex-end">
          {account ? (
            <Button
              variant="default"
              loading={busy}
              onClick={() =>
                void change(async () => {
                  await client.incidents.setAccount({ server: server.key, user: null });
                  setUser('');
                })
              }
            >
              Probe without a login
            </Button>
          ) : null}
          <Button type="submit" variant="default" loading={busy}>
            Save account
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
