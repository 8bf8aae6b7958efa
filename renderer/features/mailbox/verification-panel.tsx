import { Button, Group, SegmentedControl, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconChecks, IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import type { VerifyDepth } from '../../../shared/domain/run.ts';
import { type IdentityLayer, repairableKinds, type Verification } from '../../../shared/domain/verification.ts';
import { MomentCell } from '../../ui/cells.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PrivateText } from '../../ui/private.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { FindingsTable } from './findings-table.tsx';
import { FolderVerdictTable } from './folder-verdict-table.tsx';
import classes from './mailbox.module.css';
import { type MailboxSearch, verificationViews } from './mailbox-search.ts';
import type { MessagePlace } from './message-link.ts';
import { ProofMenu } from './proof-menu.tsx';
import { type FindingsWanted, WaterfallChart } from './waterfall-chart.tsx';

const layers: readonly { readonly layer: IdentityLayer; readonly label: string }[] = [
  { layer: 'bytes', label: 'by their bytes' },
  { layer: 'message-id', label: 'by Message-ID' },
  { layer: 'headers', label: 'by their headers' },
];

const depthWords: Readonly<Record<VerifyDepth, string>> = {
  none: 'not compared',
  standard: 'Standard comparison',
  deep: 'Every byte compared',
};

/** The latest comparison of both sides: its sentence, how messages were recognised, and every difference. */
export function VerificationPanel({
  verification,
  search,
  onShow,
  onOpen,
  busy,
  onVerify,
  onBringBack,
}: {
  readonly verification: Verification | null;
  readonly search: MailboxSearch;
  readonly onShow: (change: MailboxSearch) => void;
  /** Shows a message, or a folder, on both sides. */
  readonly onOpen: (place: MessagePlace) => void;
  /** A run goes on: no other can start. */
  readonly busy: boolean;
  readonly onVerify: () => void;
  /** Copies what this verification names as missing: all of it, or the findings chosen. */
  readonly onBringBack: (findingIds: readonly string[] | null) => void;
}): ReactNode {
  const { view = 'findings', kinds = [], detail } = search;
  const wanted: FindingsWanted = { kinds, ...(detail === undefined ? {} : { detail }) };
  const want = (next: FindingsWanted): void =>
    onShow({ view: 'findings', kinds: next.kinds, detail: next.detail ?? '' });
  if (!verification) {
    return (
      <EmptyState
        icon={IconChecks}
        title="Nothing was compared yet"
        action={
          <Button disabled={busy} onClick={onVerify}>
            Verify now
          </Button>
        }
      >
        A copy compares both sides at its end. Verify compares them now and copies nothing.
      </EmptyState>
    );
  }
  const missing = [...repairableKinds].reduce((sum, kind) => sum + (verification.counts[kind] ?? 0), 0);
  const choice = (
    <SegmentedControl
      size="xs"
      value={view}
      onChange={(value) => onShow({ view: verificationViews.find((entry) => entry === value) ?? 'findings' })}
      aria-label="What to list"
      data={[
        { value: 'findings', label: 'Findings' },
        { value: 'folders', label: 'By folder' },
        { value: 'waterfall', label: 'Old to new' },
      ]}
    />
  );
  return (
    <div className={classes.fill}>
      <div className={classes.verdict} data-agrees={verification.agrees}>
        <div className={classes.calloutText}>
          <Group gap="xs">
            <Title order={2} className={classes.srOnly}>
              Verification
            </Title>
            <StatusBadge
              face={
                verification.agrees
                  ? {
                      tone: 'good',
                      label: verification.partial ? 'This part agrees' : 'Both sides agree',
                      icon: IconCircleCheck,
                    }
                  : { tone: 'bad', label: 'The sides differ', icon: IconAlertTriangle }
              }
            />
            <Text size="xs" c="dimmed">
              {depthWords[verification.depth]}, <MomentCell iso={verification.at} />
            </Text>
          </Group>
          <Group gap={4} mt={4} wrap="nowrap">
            <Text size="sm">
              <PrivateText text={verification.sentence} />
            </Text>
            <CopyButton text={verification.sentence} what="verdict" />
          </Group>
          <Text size="xs" c="dimmed" mt={2}>
            {matchedText(verification)}
          </Text>
        </div>
        <Group gap="xs" wrap="nowrap">
          <ProofMenu mailboxId={verification.mailboxId} runId={verification.runId} />
          {missing > 0 && (
            <Button disabled={busy} onClick={() => onBringBack(null)}>
              Bring back the missing
            </Button>
          )}
          {verification.partial && missing === 0 && (
            <Button variant="default" disabled={busy} onClick={onVerify}>
              Verify the whole mailbox
            </Button>
          )}
        </Group>
      </div>
      <div className={classes.belowVerdict}>
        {view === 'findings' ? (
          <FindingsTable
            key={verification.runId}
            verification={verification}
            toolbar={choice}
            wanted={wanted}
            onWanted={want}
            onOpen={onOpen}
            busy={busy}
            onBringBack={onBringBack}
          />
        ) : view === 'waterfall' ? (
          <WaterfallChart verification={verification} toolbar={choice} onOpen={want} />
        ) : (
          <FolderVerdictTable
            folders={verification.folders}
            toolbar={choice}
            onOpen={(folder) =>
              onOpen({
                sourceFolder: folder.source,
                destinationFolder: folder.destination,
                sourceUid: null,
                destinationUid: null,
              })
            }
          />
        )}
      </div>
    </div>
  );
}

function matchedText(verification: Verification): string {
  const known = layers.map(({ layer, label }) => ({ count: verification.matchedBy[layer] ?? 0, label }));
  const matched = verification.folders.reduce((sum, folder) => sum + folder.matched, 0);
  // What no layer of identity had to recognise is known by the ledger: an earlier run put it there itself.
  const byLedger = matched - known.reduce((sum, { count }) => sum + count, 0);
  const parts = [{ count: byLedger, label: 'by the record of what was copied' }, ...known]
    .filter(({ count }) => count > 0)
    .map(({ count, label }) => `${formatCount(count)} ${label}`);
  const found = `${formatCount(matched)} of ${formatNumberOf(verification.sourceMessages, 'source message')} found at the destination`;
  return parts.length === 0 ? `${found}.` : `${found}: ${parts.join(', ')}.`;
}
