import type { MapNote, MapRule, SpecialUse } from '../../../shared/domain/folder.ts';
import { formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import type { FolderRow } from './folder-rows.ts';

/** Why a folder goes where it goes, as a short label. */
export const ruleWords: Readonly<Record<MapRule, { readonly label: string; readonly why: string }>> = {
  inbox: { label: 'Inbox', why: 'INBOX always goes to INBOX.' },
  'special-use': { label: 'Special use', why: 'Both servers mark the folder for the same purpose.' },
  'known-name': { label: 'Known name', why: 'The name is one that mail programs use for this purpose.' },
  'same-path': { label: 'Same path', why: 'The same path, written as the destination writes paths.' },
  chosen: { label: 'Chosen', why: 'Somebody chose this destination for the folder.' },
  excluded: { label: 'Left out', why: 'Somebody chose to leave the folder out.' },
};

/** What had to change in a name or stands in the way. */
export const noteWords: Readonly<Record<MapNote, string>> = {
  'delimiter-in-name': 'The name holds the character that separates folders at the destination; it was replaced.',
  'blank-trimmed': 'Blanks at the start or end of the name were taken away.',
  'control-character': 'The name holds control characters; they were taken away.',
  'case-twin': 'Another folder differs only in upper and lower case.',
  'too-deep': 'The folder lies deeper than the destination allows; it was moved up.',
  'name-clash': 'Another folder has this destination name already; this one got a number.',
  merged: 'Several source folders go into this destination folder.',
  'empty-name': 'Part of the name is empty; it was given one.',
  'unicode-form': 'The name was written in another Unicode form; it looks the same.',
};

export const specialUseWords: Readonly<Record<SpecialUse, string>> = {
  inbox: 'Inbox',
  sent: 'Sent',
  drafts: 'Drafts',
  trash: 'Trash',
  junk: 'Junk',
  archive: 'Archive',
  all: 'All mail',
  flagged: 'Flagged',
  important: 'Important',
};

/** How a folder stands, for its last column. */
export type FolderStanding =
  | { readonly kind: 'none' }
  | { readonly kind: 'left-out' }
  | {
      readonly kind: 'running';
      readonly state: 'waiting' | 'active' | 'done' | 'failed';
      readonly share: number;
      readonly text: string;
    }
  | { readonly kind: 'agrees'; readonly text: string }
  | { readonly kind: 'differs'; readonly text: string; readonly serious: boolean }
  | { readonly kind: 'unverified'; readonly text: string };

/**
 * What is known about a folder, the surest first: a run that is going on, else the last verification, else the counts.
 * Equal counts are never called agreement: nobody has compared the messages.
 */
export function folderStanding(row: FolderRow): FolderStanding {
  if (row.kind !== 'pair') return { kind: 'none' };
  if (row.map?.destination === null) return { kind: 'left-out' };
  if (row.progress) {
    const { messages, copied, alreadyThere, skipped, state } = row.progress;
    const handled = copied + alreadyThere + skipped;
    const share = state === 'done' ? 1 : messages === 0 ? 0 : Math.min(1, handled / messages);
    const text =
      state === 'waiting' && handled === 0 ? 'Waiting' : `${formatCount(handled)} of ${formatCount(messages)}`;
    return { kind: 'running', state, share, text };
  }
  if (row.verdict) return verdictStanding(row.verdict);
  if (row.source === null) return { kind: 'none' };
  if (row.map && !row.map.exists)
    return { kind: 'unverified', text: row.source.messages === 0 ? 'Not created yet' : 'Not copied yet' };
  if (row.difference === null) return { kind: 'unverified', text: 'Not verified' };
  if (row.difference === 0) return { kind: 'unverified', text: 'Same number, not verified' };
  return {
    kind: 'unverified',
    text:
      row.difference < 0
        ? `${formatNumberOf(-row.difference, 'message')} to copy`
        : `${formatCount(row.difference)} more there`,
  };
}

function verdictStanding(verdict: NonNullable<FolderRow['verdict']>): FolderStanding {
  const parts = [
    verdict.missing > 0 ? `${formatCount(verdict.missing)} missing` : '',
    verdict.different > 0 ? `${formatCount(verdict.different)} different` : '',
    verdict.extra > 0 ? `${formatCount(verdict.extra)} extra` : '',
  ].filter(Boolean);
  if (verdict.missing > 0 || verdict.different > 0) {
    return { kind: 'differs', text: parts.join(', '), serious: verdict.missing > 0 };
  }
  const all = verdict.matched === 0 ? 'Agrees, empty' : `All ${formatCount(verdict.matched)} agree`;
  return { kind: 'agrees', text: verdict.extra > 0 ? `${all}, ${formatCount(verdict.extra)} extra` : all };
}
