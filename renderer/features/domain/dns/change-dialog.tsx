import { Button, Modal, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { DnsChange } from '../../../../shared/domain/dns-change.ts';
import { formatNumberOf } from '../../../../shared/domain/format.ts';
import { pasteText } from '../../../../shared/domain/zone-file.ts';
import { orpc } from '../../../app/client.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { DialogFoot } from '../../../ui/dialog-foot.tsx';
import { ErrorView } from '../../../ui/error-view.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import { notifyUndoable } from '../../../ui/notify-undoable.tsx';
import { Private, PrivateText } from '../../../ui/private.tsx';
import classes from './dns.module.css';
import { changeTitle } from './dns-words.ts';
import { Records } from './plan-table.tsx';

/** A change with every record before and after: a dry run that can be carried out, or one that was. */
export function ChangeDialog({
  change,
  onClose,
  onUndo,
}: {
  change: DnsChange | null;
  onClose: () => void;
  /** Makes the dry run that turns a change round. */
  onUndo: (change: DnsChange) => void;
}): ReactNode {
  return (
    <Modal
      opened={change !== null}
      onClose={onClose}
      size={980}
      yOffset="4vh"
      title={change === null ? '' : change.state === 'planned' ? titleOf(change) : changeTitle(change)}
    >
      {change === null ? null : <Body change={change} onClose={onClose} onUndo={onUndo} />}
    </Modal>
  );
}

function titleOf({ kind }: DnsChange): string {
  if (kind === 'undo') return 'Dry run: undo';
  return kind === 'ttl' ? 'Dry run: lower the lifetimes' : 'Dry run';
}

function Body({
  change,
  onClose,
  onUndo,
}: {
  change: DnsChange;
  onClose: () => void;
  onUndo: (change: DnsChange) => void;
}): ReactNode {
  const byHand = change.accountId === null;
  const isPlan = change.state === 'planned';
  const apply = useMutation(
    orpc.cutover.apply.mutationOptions({
      onSuccess: (done) => {
        if (byHand) notifyDone('Enter the records at the provider; then press Check in the history.');
        else
          notifyUndoable(
            `${formatNumberOf(done.sets.length, 'record set was', 'record sets were')} written and read back.`,
            () => onUndo(done),
          );
        onClose();
      },
    }),
  );
  const records = formatNumberOf(change.sets.length, 'record set');
  return (
    <Stack gap="sm">
      <Text size="sm">
        {isPlan ? 'Nothing has been changed yet. ' : ''}
        {records} of <Private kind="name">{change.zone}</Private>,{' '}
        {byHand ? 'entered by hand' : `by ${change.accountName}`}.
      </Text>
      {change.warnings.length > 0 ? (
        <Notice tone="warn" icon={IconAlertTriangle} title="Before you go on">
          <div className={classes.warnings}>
            {change.warnings.map((warning) => (
              <Text key={warning} size="sm">
                <PrivateText text={warning} />
              </Text>
            ))}
          </div>
        </Notice>
      ) : null}
      <div className={classes.scroll}>
        <table className={classes.table} aria-label="Records before and after">
          <colgroup>
            <col style={{ width: '26%' }} />
            <col />
            <col />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {change.sets.map((set) => (
              <tr key={`${set.name} ${set.type}`}>
                <td className={classes.value}>
                  <PrivateText text={set.name} />
                </td>
                <td>
                  <Records sets={[set]} which="before" />
                </td>
                <td>
                  <Records sets={[set]} which="after" />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {byHand ? (
        <Private kind="text">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
          <pre className={classes.paste} tabIndex={0}>
            {pasteText(change.sets)}
          </pre>
        </Private>
      ) : null}
      {change.error && !isPlan ? <ErrorView error={change.error} /> : null}
      {apply.error ? <ErrorView error={apply.error} /> : null}
      <DialogFoot left={<CopyButton text={pasteText(change.sets)} what="the records" label="Copy as zone file" />}>
        <Button variant="default" onClick={onClose}>
          {isPlan ? 'Cancel' : 'Close'}
        </Button>
        {isPlan ? (
          <Button
            data-autofocus
            loading={apply.isPending}
            disabled={apply.isError}
            onClick={() => apply.mutate({ changeId: change.id })}
          >
            {byHand ? 'I enter them now' : `Write ${records}`}
          </Button>
        ) : null}
      </DialogFoot>
    </Stack>
  );
}
