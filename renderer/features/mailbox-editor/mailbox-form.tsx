import { Autocomplete, Button, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { type DomainRow, type MailboxRow, mailboxDraft } from '../../../shared/contract/directory.ts';
import type { EndpointRow } from '../../../shared/contract/endpoints.ts';
import type { Customer } from '../../../shared/domain/directory.ts';
import type { Side } from '../../../shared/domain/endpoint.ts';
import { client, orpc } from '../../app/client.ts';
import { closeDialog } from '../../app/dialogs.ts';
import { queryClient } from '../../app/query-client.ts';
import { storePassword } from '../../app/secrets.ts';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { Private } from '../../ui/private.tsx';
import { type Draft, draftOf, newDraft, withAddress } from './draft.ts';
import type { SavedMailbox } from './login-checks.tsx';
import classes from './mailbox-editor.module.css';
import { SideFields } from './side-fields.tsx';

type Problems = Readonly<Record<string, string>>;

/** Address, customer, and both logins. A new mailbox is created first, then its passwords go into the vault. */
export function MailboxForm({
  mailbox,
  address,
  customerName,
  endpoints,
  customers,
  domains,
  onSaved,
}: {
  /** The mailbox to change; null adds one. */
  mailbox: MailboxRow | null;
  address: string;
  customerName: string;
  endpoints: readonly EndpointRow[];
  customers: readonly Customer[];
  domains: readonly DomainRow[];
  onSaved: (saved: SavedMailbox) => void;
}): ReactNode {
  const [draft, setDraft] = useState<Draft>(() =>
    mailbox ? draftOf(mailbox) : newDraft(address, customerName, endpoints),
  );
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const sourcePassword = useRef<HTMLInputElement>(null);
  const destinationPassword = useRef<HTMLInputElement>(null);
  const passwords = { source: sourcePassword, destination: destinationPassword };

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const checked = mailboxDraft.safeParse({
      address: draft.address,
      // An existing mailbox keeps its customer.
      customerName: mailbox ? 'unchanged' : draft.customerName,
      source: { endpointId: draft.source.endpointId ?? '', user: draft.source.user },
      destination: { endpointId: draft.destination.endpointId ?? '', user: draft.destination.user },
      note: draft.note,
    });
    setFailure(null);
    setProblems(checked.success ? {} : problemsOf(checked.error.issues));
    if (!checked.success) return;
    setBusy(true);
    try {
      const { address: _, customerName: __, ...changes } = checked.data;
      const saved = mailbox
        ? await client.directory.updateMailbox({ id: mailbox.id, draft: changes })
        : await client.directory.addMailbox(checked.data);
      onSaved({ id: saved.id, address: saved.address, passwords: await storePasswords(saved.id) });
      void queryClient.invalidateQueries({ queryKey: orpc.directory.key() });
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  /** Moves what was entered into the vault. The mailbox exists by now, so a closed vault is a result and no failure. */
  async function storePasswords(mailboxId: string): Promise<SavedMailbox['passwords']> {
    const outcome = { source: 'none', destination: 'none' } as Record<Side, 'none' | 'stored' | 'refused'>;
    for (const side of ['source', 'destination'] as const) {
      const input = passwords[side].current;
      if (!input?.value) continue;
      outcome[side] = (await storePassword(mailboxId, side, input).catch(() => false)) ? 'stored' : 'refused';
    }
    return outcome;
  }

  return (
    <form onSubmit={(event) => void submit(event)} noValidate autoComplete="off">
      <Stack gap="md">
        {mailbox ? null : (
          <div className={classes.pair}>
            <TextInput
              label="Address"
              placeholder="anna@harbour.test"
              value={draft.address}
              error={problems.address}
              spellCheck={false}
              data-private
              onChange={(event) => setDraft(withAddress(draft, event.currentTarget.value, domains))}
              data-autofocus
            />
            <Autocomplete
              label="Customer"
              placeholder="Who it belongs to"
              data={customers.map((customer) => customer.name)}
              limit={8}
              data-private
              renderOption={({ option }) => <Private kind="name">{option.value}</Private>}
              value={draft.customerName}
              error={problems.customerName}
              onChange={(value) => setDraft({ ...draft, customerName: value, customerTouched: true })}
            />
          </div>
        )}
        <div className={classes.pair}>
          {(['source', 'destination'] as const).map((side) => (
            <SideFields
              key={side}
              side={side}
              draft={draft[side]}
              endpoints={endpoints}
              hasSecret={mailbox?.hasSecret[side] ?? false}
              password={passwords[side]}
              problems={{ endpointId: problems[`${side}.endpointId`], user: problems[`${side}.user`] }}
              onChange={(next) => setDraft({ ...draft, [side]: next })}
            />
          ))}
        </div>
        <Textarea
          label="Note for colleagues"
          placeholder="What is special about this mailbox"
          rows={2}
          size="sm"
          data-private
          value={draft.note}
          onChange={(event) => setDraft({ ...draft, note: event.currentTarget.value })}
        />
        {failure ? <ErrorView error={failure} /> : null}
        <DialogFoot
          left={
            <Text size="xs" c="dimmed">
              Nothing is copied yet. Passwords are stored encrypted on this computer.
            </Text>
          }
        >
          <Button variant="default" onClick={closeDialog}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {mailbox ? 'Save' : 'Add mailbox'}
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  );
}

function problemsOf(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): Problems {
  const found: Record<string, string> = {};
  for (const issue of issues) found[issue.path.join('.')] ??= issue.message;
  return found;
}
