import { Button, Tabs, Text } from '@mantine/core';
import { IconFileZip, IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Capsule } from '../../../shared/domain/capsule.ts';
import { formatCount } from '../../../shared/domain/format.ts';
import { openHandOff, useOpenedHandOff } from '../../app/opened-hand-off.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Private, PrivateText } from '../../ui/private.tsx';
import { MailboxStateBadge } from '../../ui/states.tsx';
import classes from './capsule.module.css';
import { CapsuleSides } from './capsule-sides.tsx';
import { CapsuleFindings, CapsuleFolders, CapsuleHeaderTable, CapsuleRuns } from './capsule-tables.tsx';
import { CapsuleLog, CapsuleTraces } from './capsule-traces.tsx';

/** A hand-off of another installation, to be read: nothing of it comes into the workspace. */
export function CapsulePage(): ReactNode {
  const opened = useOpenedHandOff();
  const openAnother = (
    <Button variant="default" leftSection={<IconFileZip size={16} aria-hidden />} onClick={() => void openHandOff()}>
      Open a hand-off…
    </Button>
  );
  if (opened === null) {
    return (
      <>
        <PageHeader title="Hand-off" />
        <EmptyState icon={IconFileZip} title="No hand-off is open" action={openAnother}>
          A colleague with another installation saves one from a mailbox with "Hand off" as a .zip file. It is opened
          here to be read; nothing of it comes into your workspace.
        </EmptyState>
      </>
    );
  }
  return <Opened key={opened.capsule.madeAt} capsule={opened.capsule} note={opened.note} actions={openAnother} />;
}

function Opened({
  capsule,
  note,
  actions,
}: {
  readonly capsule: Capsule;
  readonly note: string;
  readonly actions: ReactNode;
}): ReactNode {
  const { mailbox, verification } = capsule;
  const count = (value: number): ReactNode =>
    value > 0 ? <span className={classes.count}>{formatCount(value)}</span> : null;
  return (
    <div className={classes.page}>
      <PageHeader
        title={mailbox.address}
        privateTitle={{ kind: 'address', neutral: 'Hand-off' }}
        facts={
          <>
            <MailboxStateBadge state={mailbox.state} />
            <Text span size="sm">
              <Private kind="name">{mailbox.customer}</Private>, {mailbox.order} order
            </Text>
          </>
        }
        actions={actions}
      />
      <Notice tone="info" icon={IconLock} title="Read-only, from another installation">
        <Text size="sm">
          Made at <MomentCell iso={capsule.madeAt} /> by Mailferry {capsule.versions.mailferry}. Nothing of it is in
          your workspace, and nothing can be started from here.
          {capsule.redacted ? ' Addresses, names and subjects are stand-ins, the same ones throughout.' : ''}
        </Text>
      </Notice>
      <CapsuleSides capsule={capsule} />
      <Text size="sm">
        {verification === null ? 'Nothing was compared there yet.' : <PrivateText text={verification.sentence} />}
      </Text>
      <Tabs
        defaultValue={capsule.findings.length > 0 ? 'findings' : 'runs'}
        keepMounted={false}
        className={classes.tabs ?? ''}
      >
        <Tabs.List>
          <Tabs.Tab value="findings" rightSection={count(capsule.findings.length)}>
            Findings
          </Tabs.Tab>
          <Tabs.Tab value="folders" rightSection={count(verification?.folders.length ?? 0)}>
            Folders
          </Tabs.Tab>
          <Tabs.Tab value="runs" rightSection={count(capsule.runs.length)}>
            Runs
          </Tabs.Tab>
          <Tabs.Tab value="headers" rightSection={count(capsule.headers.length)}>
            Headers
          </Tabs.Tab>
          <Tabs.Tab value="traces" rightSection={count(capsule.traces.length)}>
            Protocol
          </Tabs.Tab>
          <Tabs.Tab value="log" rightSection={count(capsule.log.length)}>
            Log
          </Tabs.Tab>
          <Tabs.Tab value="note">Note</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="findings" className={classes.panel ?? ''}>
          <CapsuleFindings capsule={capsule} />
        </Tabs.Panel>
        <Tabs.Panel value="folders" className={classes.panel ?? ''}>
          <CapsuleFolders capsule={capsule} />
        </Tabs.Panel>
        <Tabs.Panel value="runs" className={classes.panel ?? ''}>
          <CapsuleRuns capsule={capsule} />
        </Tabs.Panel>
        <Tabs.Panel value="headers" className={classes.panel ?? ''}>
          <CapsuleHeaderTable capsule={capsule} />
        </Tabs.Panel>
        <Tabs.Panel value="traces" className={classes.panel ?? ''}>
          <CapsuleTraces traces={capsule.traces} />
        </Tabs.Panel>
        <Tabs.Panel value="log" className={classes.panel ?? ''}>
          <CapsuleLog log={capsule.log} />
        </Tabs.Panel>
        <Tabs.Panel value="note" className={classes.panel ?? ''}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
          <pre className={classes.lines} tabIndex={0} role="document" aria-label="Note of the hand-off">
            <Private kind="text">{note}</Private>
          </pre>
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
