import { Button, Modal, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import type { EndpointRow } from '../../../shared/contract/endpoints.ts';
import type { OpensrsAccountRow } from '../../../shared/contract/provisioning.ts';
import {
  companyOf,
  type OpensrsAccountSettings,
  omaUrlOf,
  opensrsAccountSettings,
  opensrsCluster,
  opensrsSecretRef,
} from '../../../shared/domain/opensrs-account.ts';
import { client, orpc } from '../../app/client.ts';
import { queryClient } from '../../app/query-client.ts';
import { storeAccountSecret } from '../../app/secrets.ts';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { clusterLabel } from './opensrs-clusters.ts';
import classes from './settings.module.css';

type Problems = { [K in keyof OpensrsAccountSettings | 'password']?: string };

const clusters = opensrsCluster.options.map((value) => ({ value, label: clusterLabel[value] }));

/** Adds or changes the OpenSRS account of a server; its password goes to the vault. */
export function OpensrsEditor({
  edited,
  accounts,
  onClose,
}: {
  edited: OpensrsAccountRow | 'new' | null;
  accounts: readonly OpensrsAccountRow[];
  onClose: () => void;
}): ReactNode {
  const endpoints = useQuery(orpc.endpoints.list.queryOptions());
  return (
    <Modal
      opened={edited !== null}
      onClose={onClose}
      size={560}
      title={
        edited === 'new' || edited === null ? 'Add an OpenSRS account' : `OpenSRS account of ${edited.endpointName}`
      }
    >
      {edited === null ? null : (
        <AccountForm
          edited={edited}
          endpoints={(endpoints.data ?? []).filter(
            ({ id, protocol }) =>
              protocol === 'imap' && (edited !== 'new' || accounts.every(({ endpointId }) => endpointId !== id)),
          )}
          onClose={onClose}
        />
      )}
    </Modal>
  );
}

function AccountForm({
  edited,
  endpoints,
  onClose,
}: {
  edited: OpensrsAccountRow | 'new';
  endpoints: readonly EndpointRow[];
  onClose: () => void;
}): ReactNode {
  const password = useRef<HTMLInputElement>(null);
  const [settings, setSettings] = useState<OpensrsAccountSettings>(
    edited === 'new'
      ? {
          endpointId: endpoints.find(({ platform }) => platform === 'opensrs')?.id ?? '',
          cluster: 'b',
          url: null,
          user: '',
          company: '',
        }
      : edited,
  );
  const [problems, setProblems] = useState<Problems>({});
  const change = (part: Partial<OpensrsAccountSettings>): void => setSettings((old) => ({ ...old, ...part }));
  const hasSecret = edited !== 'new' && edited.hasSecret;

  const save = useMutation({
    mutationFn: async (valid: OpensrsAccountSettings) => {
      const input = password.current;
      if (input?.value && !(await storeAccountSecret(opensrsSecretRef(valid.endpointId), input))) {
        setProblems({ password: 'The vault stayed closed, so nothing was saved. Enter the password again.' });
        return null;
      }
      return client.provisioning.saveAccount(valid);
    },
    onSuccess: (saved) => {
      if (!saved) return;
      void queryClient.invalidateQueries({ queryKey: orpc.provisioning.accounts.key() });
      notifyDone(`The OpenSRS account of ${saved.endpointName} was saved; its login is tried now.`);
      // The list shows what came of it.
      client.provisioning
        .testAccount({ endpointId: saved.endpointId })
        .catch((error: unknown) => notifyFailed('The account was not tested', error));
      onClose();
    },
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    const { endpointId, cluster, url, user, company } = settings;
    const result = opensrsAccountSettings.safeParse({
      endpointId,
      cluster,
      url: cluster === 'custom' ? url : null,
      user,
      company,
    });
    const found: Problems = {};
    for (const issue of result.error?.issues ?? []) found[issue.path[0] as keyof Problems] ??= issue.message;
    if (endpointId === '') found.endpointId = 'Choose the server the account belongs to';
    if (!hasSecret && !password.current?.value) found.password = 'Enter the password of the admin login';
    setProblems(found);
    if (result.success && Object.keys(found).length === 0) save.mutate(result.data);
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <div className={classes.triple}>
          <Select
            label="Server"
            description="Where the mailboxes are reached by IMAP"
            data={endpoints.map(({ id, name }) => ({ value: id, label: name }))}
            value={settings.endpointId || null}
            disabled={edited !== 'new'}
            error={problems.endpointId}
            allowDeselect={false}
            onChange={(endpointId) => endpointId && change({ endpointId })}
            data-autofocus
          />
          <Select
            label="Cluster"
            description="As agreed when the account was opened"
            data={clusters}
            value={settings.cluster}
            allowDeselect={false}
            onChange={(cluster) => {
              const parsed = opensrsCluster.safeParse(cluster);
              if (parsed.success) change({ cluster: parsed.data });
            }}
          />
        </div>
        <TextInput
          label="Address of the mail API"
          value={settings.cluster === 'custom' ? (settings.url ?? '') : omaUrlOf(settings)}
          disabled={settings.cluster !== 'custom'}
          placeholder="https://admin.example.com/api"
          spellCheck={false}
          error={problems.url}
          onChange={(event) => change({ url: event.currentTarget.value })}
        />
        <div className={classes.triple}>
          <TextInput
            label="Admin login"
            placeholder="admin@reseller.adm"
            spellCheck={false}
            value={settings.user}
            error={problems.user}
            onChange={(event) => change({ user: event.currentTarget.value })}
          />
          <TextInput
            label="Company"
            placeholder={companyOf({ company: '', user: settings.user }) || 'as in the admin login'}
            spellCheck={false}
            value={settings.company}
            error={problems.company}
            onChange={(event) => change({ company: event.currentTarget.value })}
          />
        </div>
        <PasswordInput
          ref={password}
          label="Password"
          description={
            hasSecret
              ? 'One is stored; enter another one to replace it'
              : 'Stored encrypted on this computer; it cannot be shown again'
          }
          error={problems.password}
          autoComplete="new-password"
        />
        {save.error ? <ErrorView error={save.error} /> : null}
        <DialogFoot>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save and test
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}
