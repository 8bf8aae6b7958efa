import {
  IconAdjustments,
  IconChecks,
  IconClipboardCheck,
  IconCopy,
  IconMailSearch,
  IconMessage2,
  IconMessageForward,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconReportSearch,
} from '@tabler/icons-react';
import type { Run } from '../../../shared/domain/run.ts';
import { usePageActions } from '../../app/page-actions.ts';
import type { NextRunOptions, RunActions } from './use-run-actions.ts';

/** Offers what the mailbox page can do in the palette and by key. */
export function useMailboxActions({
  address,
  actions,
  options,
  active,
  onOptions,
  onPreflight,
  onFindings,
  onHandOff,
  onLook,
  onReply,
  onFind,
}: {
  readonly address: string;
  readonly actions: RunActions;
  readonly options: NextRunOptions;
  /** The run that is going on. */
  readonly active: Run | null;
  readonly onOptions: () => void;
  readonly onPreflight: () => void;
  readonly onFindings: () => void;
  readonly onHandOff: () => void;
  readonly onLook: () => void;
  readonly onReply: () => void;
  readonly onFind: () => void;
}): void {
  const free = active === null && !actions.busy;
  usePageActions([
    { id: 'copy-reply', title: 'Copy the reply for the chat', icon: IconMessage2, run: onReply },
    { id: 'find-message', title: 'Where is this mail? Find a message', icon: IconMailSearch, run: onFind },
    { id: 'look-again', title: `Look again at ${address}`, icon: IconRefresh, run: onLook },
    {
      id: 'run-copy',
      title: `Copy ${address}`,
      icon: IconCopy,
      run: free ? () => actions.start('copy', options) : undefined,
    },
    {
      id: 'run-verify',
      title: `Verify ${address}`,
      icon: IconChecks,
      run: free ? () => actions.start('verify', { ...options, newestFirst: false, verify: 'standard' }) : undefined,
    },
    {
      id: 'run-pause',
      title: active?.state === 'paused' ? `Resume the run of ${address}` : `Pause the run of ${address}`,
      icon: active?.state === 'paused' ? IconPlayerPlay : IconPlayerPause,
      run:
        active && active.state !== 'cancelling'
          ? () => (active.state === 'paused' ? actions.resume(active.id) : actions.pause(active.id))
          : undefined,
    },
    {
      id: 'run-cancel',
      title: `Cancel the run of ${address}`,
      icon: IconPlayerStop,
      run: active && active.state !== 'cancelling' ? () => actions.cancel(active.id) : undefined,
    },
    {
      id: 'preflight',
      title: `Run preflight of ${address}`,
      icon: IconClipboardCheck,
      run: free ? onPreflight : undefined,
    },
    { id: 'run-options', title: 'Options of the next run', icon: IconAdjustments, run: onOptions },
    { id: 'findings', title: 'Verification and findings', icon: IconReportSearch, run: onFindings },
    { id: 'hand-off', title: `Hand off ${address}`, icon: IconMessageForward, run: onHandOff },
  ]);
}
