import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { setUnseenEnds } from '../ui/unseen-ends.ts';
import { shell } from './shell.ts';

/** Opens the mailbox or domain of a pressed notification, and counts unseen ends in the title where the desktop has no badge. */
export function useRunEndNotices(): void {
  const navigate = useNavigate();
  useEffect(() => {
    const forget = [
      shell.onOpenMailbox((mailboxId) => void navigate({ to: '/mailboxes/$mailboxId', params: { mailboxId } })),
      shell.onOpenDomain((domainId) => void navigate({ to: '/domains/$domainId', params: { domainId } })),
      shell.onUnseenEnds(setUnseenEnds),
    ];
    return () => {
      for (const undo of forget) undo();
    };
  }, [navigate]);
}
