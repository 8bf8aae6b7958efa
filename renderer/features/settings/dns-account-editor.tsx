import { Button, Modal, PasswordInput, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconCircleCheck, IconPlugConnected } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import type { DnsAccountRow } from '../../../shared/contract/cutover.ts';
import {
  type DnsAccount,
  type DnsProviderKind,
  dnsAccountSettings,
  dnsSecretRef,
} from '../../../shared/domain/dns-account.ts';
import { formatNumberOf } from '../../../shared/domain/format.ts';
import { client, orpc } from '../../app/client.ts';
import { storeAccountSecret } from '../../app/secrets.ts';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { PrivateText } from '../../ui/private.tsx';
import { type AccountDraft, draftOf, emptyAccount, keyLabel, providerLabel, settingsIn } from './dns-draft.ts';
import classes from './settings.module.css';

const kinds = (['powerdns', 'rfc2136', 'cloudflare', 'opensrs'] as const).map((value) => ({
  value,
  label: providerLabel[value],
}));
const algorithms = ['hmac-sha256', 'hmac-sha512', 'hmac-md5'];

/** Adds or changes a DNS account; the key goes to the vault, and the test uses it from there. */
export function DnsAccountEditor({
  edited,
  onClose,
}: {
  edited: DnsAccountRow | 'new' | null;
  onClose: () => void;
}): ReactNode {
  return (
    <Modal
      opened={edited !== null}
      onClose={onClose}
      size={620}
      yOffset="4vh"
      title={edited === null || edited === 'new' ? 'Add a DNS account' : `DNS account ${edited.account.name}`}
    >
      {edited === null ? null : <AccountForm edited={edited} onClose={onClose} />}
    </Modal>
  );
}

function AccountForm({ edited, onClose }: { edited: DnsAccountRow | 'new'; onClose: () => void }): ReactNode {
  const queries = useQueryClient();
  const [id, setId] = useState(edited === 'new' ? null : edited.account.id);
  const [hasKey, setHasKey] = useState(edited !== 'new' && edited.hasSecret);
  const [draft, setDraft] = useState<AccountDraft>(edited === 'new' ? emptyAccount : draftOf(edited.account));
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const key = useRef<HTMLInputElement>(null);

  /** Saves what the form says and moves the key to the vault; null when the form has a mistake or the vault stays shut. */
  async function save(): Promise<DnsAccount | null> {
    const checked = dnsAccountSettings.safeParse(settingsIn(draft));
    const found: Record<string, string> = {};
    if (!checked.success) for (const issue of checked.error.issues) found[String(issue.path[0])] ??= issue.message;
    const typed = (key.current?.value ?? '') !== '';
    if (draft.provider !== 'practice' && !hasKey && !typed) found.key = 'Enter the key.';
    setProblems(found);
    if (!checked.success || Object.keys(found).length > 0) return null;
    const saved = await client.cutover.saveAccount({ id, settings: checked.data });
    setId(saved.id);
    if (typed && key.current) {
      if (!(await storeAccountSecret(dnsSecretRef(saved.id), key.current))) return null;
      setHasKey(true);
    }
    void queries.invalidateQueries({ queryKey: orpc.cutover.key() });
    return saved;
  }

  const saving = useMutation({
    mutationFn: save,
    onSuccess: (saved) => {
      if (saved === null) return;
      notifyDone(`${saved.name} was saved.`);
      onClose();
    },
  });
  const test = useMutation({
    mutationFn: async () => {
      const saved = await save();
      return saved === null ? null : client.cutover.testAccount({ id: saved.id });
    },
  });
  const change = (next: Partial<AccountDraft>): void => {
    setDraft((before) => ({ ...before, ...next }));
    test.reset();
  };
  const field = (name: keyof AccountDraft) => ({
    value: draft[name],
    error: problems[name],
    onChange: (event: { currentTarget: { value: string } }) => change({ [name]: event.currentTarget.value }),
  });
  const { provider } = draft;

  return (
    <form
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <Stack gap="sm">
        <div className={classes.triple}>
          <TextInput label="Name" placeholder="Our name servers" data-autofocus {...field('name')} />
          {provider === 'practice' ? null : (
            <Select
              label="Provider"
              allowDeselect={false}
              data={kinds}
              value={provider}
              onChange={(value) => value && change({ provider: value as DnsProviderKind })}
            />
          )}
        </div>
        {provider === 'powerdns' ? (
          <div className={classes.columns}>
            <TextInput label="Address of the API" placeholder="https://dns.example.org:8081" {...field('url')} />
            <TextInput label="Server" {...field('serverId')} />
          </div>
        ) : null}
        {provider === 'rfc2136' ? (
          <>
            <TextInput
              label="Primary server"
              placeholder="192.0.2.1"
              description="Its address, with the port where it is not 53."
              {...field('server')}
            />
            <div className={classes.triple}>
              <TextInput label="Name of the key" placeholder="mailferry" {...field('keyName')} />
              <Select
                label="Algorithm"
                allowDeselect={false}
                data={algorithms}
                value={draft.algorithm}
                onChange={(value) => value && change({ algorithm: value })}
              />
            </div>
            <Textarea
              label="Zones"
              description="One a line: the protocol has no way to ask for them."
              autosize
              minRows={2}
              maxRows={6}
              data-private
              {...field('zones')}
            />
          </>
        ) : null}
        {provider === 'cloudflare' ? (
          <TextInput
            label="Address of the API"
            placeholder="Cloudflare itself"
            description="Leave it empty, unless calls go through a gateway of yours."
            {...field('url')}
          />
        ) : null}
        {provider === 'opensrs' ? (
          <div className={classes.triple}>
            <TextInput
              label="Address of the API"
              placeholder="https://rr-n1-tor.opensrs.net:55443/"
              {...field('url')}
            />
            <TextInput label="Reseller name" {...field('username')} />
          </div>
        ) : null}
        {provider === 'practice' ? (
          <Text size="sm">Changes the name servers of the practice workspace. It needs no key.</Text>
        ) : (
          <PasswordInput
            ref={key}
            label={keyLabel[provider]}
            placeholder={hasKey ? 'Stored; type to replace it' : ''}
            error={problems.key}
            autoComplete="off"
          />
        )}
        {test.data ? (
          <div className={classes.result} role="status">
            <div className={classes.resultHead}>
              <IconCircleCheck size={18} aria-hidden />
              The provider accepts the key
            </div>
            <Text size="sm">
              {provider === 'opensrs'
                ? 'OpenSRS lists no zones; whether it has one is seen in the dry run.'
                : `${formatNumberOf(test.data.zones.length, 'zone')}, with ${formatNumberOf(test.data.domains.length, 'domain')} of this workspace: `}
              <PrivateText text={test.data.domains.slice(0, 8).join(', ')} />
              {test.data.domains.length > 8 ? ' …' : ''}
            </Text>
          </div>
        ) : null}
        {test.error ? <ErrorView error={test.error} /> : null}
        {saving.error ? <ErrorView error={saving.error} /> : null}
        <DialogFoot
          left={
            <Button
              variant="default"
              leftSection={<IconPlugConnected size={16} aria-hidden />}
              loading={test.isPending}
              onClick={() => test.mutate()}
            >
              Save and test
            </Button>
          }
        >
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={saving.isPending}>
            Save
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}
