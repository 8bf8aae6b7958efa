import {
  IconAlertTriangle,
  IconArrowsSplit2,
  IconCircleCheck,
  IconCirclePlus,
  IconCopy,
  IconFlag,
  IconFolderShare,
  IconHelpCircle,
  IconRulerMeasure,
  IconTimelineEventExclamation,
} from '@tabler/icons-react';
import type { MessageRow, RowState } from '../../../shared/domain/message-row.ts';
import type { IdentityLayer } from '../../../shared/domain/verification.ts';
import type { StatusFace } from '../../ui/status-badge.tsx';

/** The states of a message, with what each means. */
export const stateWords: Readonly<Record<RowState, StatusFace & { readonly why: string }>> = {
  matched: {
    tone: 'good',
    label: 'Matched',
    icon: IconCircleCheck,
    why: 'Both sides have it, and nothing both lists tell differs.',
  },
  missing: { tone: 'bad', label: 'Missing', icon: IconAlertTriangle, why: 'On the source, not at the destination.' },
  elsewhere: {
    tone: 'warn',
    label: 'Elsewhere',
    icon: IconFolderShare,
    why: 'Not in this folder, but a copy lies in another folder of the destination.',
  },
  extra: { tone: 'info', label: 'Extra', icon: IconCirclePlus, why: 'Only at the destination, for instance new mail.' },
  duplicate: {
    tone: 'warn',
    label: 'Duplicate',
    icon: IconCopy,
    why: 'The destination has this message more often than the source.',
  },
  unreadable: {
    tone: 'warn',
    label: 'Unreadable',
    icon: IconHelpCircle,
    why: 'The source lists it but does not hand it over.',
  },
  flags: {
    tone: 'info',
    label: 'Flags differ',
    icon: IconFlag,
    why: 'Read, answered, flagged or a keyword is not the same.',
  },
  date: {
    tone: 'warn',
    label: 'Date differs',
    icon: IconTimelineEventExclamation,
    why: 'The date under which it came in (the internal date) is not the same.',
  },
  size: {
    tone: 'info',
    label: 'Size differs',
    icon: IconRulerMeasure,
    why: 'The servers tell different sizes: mostly a header line was added or changed. Open the message to see.',
  },
};

/** The face of a row; more than one difference has one face of its own. */
export function faceOf({ kind, differs }: MessageRow): StatusFace {
  if (kind !== 'matched' || differs.length === 0) return stateWords[kind];
  const [first] = differs;
  if (first !== undefined && differs.length === 1) return stateWords[first];
  const label = `${differs.map((name, at) => (at === 0 ? name.charAt(0).toUpperCase() + name.slice(1) : name)).join(', ')}`;
  return { tone: differs.includes('date') ? 'warn' : 'info', label, icon: IconArrowsSplit2 };
}

/** All that is known of how a row stands, in a sentence. */
export function whyOf(row: MessageRow): string {
  if (row.note !== '') return `${stateWords[row.kind].label}. ${row.note}`;
  if (row.kind !== 'matched' || row.differs.length === 0) return stateWords[row.kind].why;
  return row.differs.map((name) => stateWords[name].why).join(' ');
}

export const layerWords: Readonly<Record<IdentityLayer, { readonly label: string; readonly why: string }>> = {
  bytes: { label: 'Bytes', why: 'Both copies were read and are the same.' },
  ledger: {
    label: 'Ledger',
    why: 'The destination confirmed this copy when Mailferry made it, and it is still there.',
  },
  'message-id': { label: 'Message-ID', why: 'The same Message-ID and date, and about the same size.' },
  headers: { label: 'Headers', why: 'The same date, sender, recipient and subject, and about the same size.' },
};

const flagWords: Readonly<Record<string, string>> = {
  '\\seen': 'read',
  '\\answered': 'answered',
  '\\flagged': 'flagged',
  '\\draft': 'draft',
  '\\deleted': 'deleted',
};

const flagOrder = Object.keys(flagWords);

/** Flags as an agent says them, in one order whatever the server's: `read, flagged`; keywords as they are. */
export function flagsInWords(flags: string): string {
  const all = flags === '' ? [] : flags.split(' ');
  const rank = (flag: string): number => {
    const at = flagOrder.indexOf(flag.toLowerCase());
    return at < 0 ? flagOrder.length : at;
  };
  const words = all
    .toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .map((flag) => flagWords[flag.toLowerCase()] ?? flag);
  return words[0] === 'read' ? words.join(', ') : ['unread', ...words].join(', ');
}
