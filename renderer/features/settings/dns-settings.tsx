import { ActionIcon, Button, Menu, Table } from '@mantine/core';
import { IconCopy, IconDots, IconPencil, IconPlus, IconTrash, IconWorld } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { DnsAccountRow } from '../../../shared/contract/cutover.ts';
import type { DnsAccount } from '../../../shared/domain/dns-account.ts';
import type { DnsTemplate } from '../../../shared/domain/dns-plan.ts';
import { client, orpc } from '../../app/client.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorView } from '../../ui/error-view.tsx';
import { LoadingRows } from '../../ui/loading.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { Section } from '../../ui/section.tsx';
import { DnsAccountEditor } from './dns-account-editor.tsx';
import { addressText, providerLabel, type TemplateDraft, templateDraftOf } from './dns-draft.ts';
import { DnsTemplateEditor } from './dns-template-editor.tsx';
import { DnsWorldForm } from './dns-world.tsx';
import classes from './settings.module.css';

/** DNS accounts, templates, and how the world is asked. */
export function DnsSettings(): ReactNode {
  return (
    <>
      <Accounts />
      <div className={classes.pair}>
        <Templates />
        <DnsWorldForm />
      </div>
    </>
  );
}

function Accounts(): ReactNode {
  const accounts = useQuery(orpc.cutover.accounts.queryOptions());
  const [edited, setEdited] = useState<DnsAccountRow | 'new' | null>(null);
  return (
    <Section
      title="DNS accounts"
      flush
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited('new')}>
          Add DNS account
        </Button>
      }
    >
      {accounts.isPending ? <LoadingRows rows={2} /> : null}
      {accounts.error ? <ErrorView error={accounts.error} onRetry={() => void accounts.refetch()} /> : null}
      {accounts.data?.length === 0 ? (
        <EmptyState icon={IconWorld} title="No DNS account yet">
          Without one, records are shown to be entered by hand and checked afterwards.
        </EmptyState>
      ) : null}
      {accounts.data && accounts.data.length > 0 ? (
        <Table horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Account</Table.Th>
              <Table.Th>Provider</Table.Th>
              <Table.Th>Where</Table.Th>
              <Table.Th>Key</Table.Th>
              <Table.Th aria-label="More" w={44} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {accounts.data.map((row) => (
              <Table.Tr key={row.account.id}>
                <Table.Td className={classes.server}>{row.account.name}</Table.Td>
                <Table.Td>{providerLabel[row.account.provider]}</Table.Td>
                <Table.Td>{whereOf(row.account)}</Table.Td>
                <Table.Td>
                  {row.account.provider === 'practice' ? 'none needed' : row.hasSecret ? 'in the vault' : 'missing'}
                </Table.Td>
                <Table.Td>
                  <RowMenu
                    name={row.account.name}
                    onEdit={() => setEdited(row)}
                    onRemove={() => void removeAccount(row.account)}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : null}
      <DnsAccountEditor edited={edited} onClose={() => setEdited(null)} />
    </Section>
  );
}

function whereOf(account: DnsAccount): string {
  if (account.provider === 'rfc2136') return `${addressText(account.server)}, key ${account.keyName}`;
  if (account.provider === 'practice') return 'this computer';
  return account.provider === 'cloudflare' ? (account.url ?? 'api.cloudflare.com') : account.url;
}

function RowMenu({
  name,
  onEdit,
  onCopy,
  onRemove,
}: {
  name: string;
  onEdit?: () => void;
  onCopy?: () => void;
  onRemove?: () => void;
}): ReactNode {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size="sm" aria-label={`More for ${name}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {onEdit ? (
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
            Edit…
          </Menu.Item>
        ) : null}
        {onCopy ? (
          <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={onCopy}>
            Copy as a template of your own…
          </Menu.Item>
        ) : null}
        {onRemove ? (
          <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} onClick={onRemove}>
            Remove…
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}

async function removeAccount({ id, name }: DnsAccount): Promise<void> {
  const sure = await confirmAction({
    title: `Remove the DNS account ${name}?`,
    body: 'Its settings and its key are forgotten. No record changes, and the history of changes stays; they cannot be undone from here any more.',
    action: 'Remove account',
    danger: true,
  });
  if (!sure) return;
  try {
    await client.cutover.removeAccount({ id });
    notifyDone(`${name} was removed.`);
  } catch (error) {
    notifyFailed(`${name} was not removed`, error);
  }
}

function Templates(): ReactNode {
  const templates = useQuery(orpc.cutover.templates.queryOptions());
  const [edited, setEdited] = useState<TemplateDraft | null>(null);
  return (
    <Section title="DNS templates" flush>
      {templates.isPending ? <LoadingRows rows={2} /> : null}
      {templates.error ? <ErrorView error={templates.error} onRetry={() => void templates.refetch()} /> : null}
      {templates.data ? (
        <Table horizontalSpacing="md">
          <Table.Tbody>
            {templates.data.map(({ template, builtIn }) => (
              <Table.Tr key={template.id}>
                <Table.Td>
                  <div className={classes.server}>{template.name}</div>
                  <div className={classes.address}>{template.mx.map(({ host }) => host).join(', ')}</div>
                </Table.Td>
                <Table.Td w={44}>
                  <RowMenu
                    name={template.name}
                    onCopy={() => setEdited(templateDraftOf(template, true))}
                    {...(builtIn
                      ? {}
                      : {
                          onEdit: () => setEdited(templateDraftOf(template, false)),
                          onRemove: () => void removeTemplate(template),
                        })}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : null}
      <DnsTemplateEditor edited={edited} onClose={() => setEdited(null)} />
    </Section>
  );
}

async function removeTemplate({ id, name }: DnsTemplate): Promise<void> {
  const sure = await confirmAction({
    title: `Remove the template ${name}?`,
    body: 'Domains that use it go back to the one that follows from their destination.',
    action: 'Remove template',
    danger: true,
  });
  if (!sure) return;
  try {
    await client.cutover.removeTemplate({ id });
    notifyDone(`${name} was removed.`);
  } catch (error) {
    notifyFailed(`${name} was not removed`, error);
  }
}
