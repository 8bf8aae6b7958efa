import {
  IconAlertTriangle,
  IconArrowsExchange,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconHandStop,
  IconHelpCircle,
  IconPencil,
  IconPlus,
  IconProgress,
} from '@tabler/icons-react';
import { shownValue } from '../../../../shared/domain/dns.ts';
import type { DnsChange, DnsChangeState } from '../../../../shared/domain/dns-change.ts';
import type { AnswerOutcome, DnsAnswer, ServerLook } from '../../../../shared/domain/dns-look.ts';
import type { PlanLine, PlanPart } from '../../../../shared/domain/dns-plan.ts';
import { formatNumberOf } from '../../../../shared/domain/format.ts';
import type { WebmailLook } from '../../../../shared/domain/webmail.ts';
import type { StatusFace } from '../../../ui/status-badge.tsx';

export const lineFace: Readonly<Record<PlanLine['state'], StatusFace>> = {
  there: { tone: 'good', label: 'As planned', icon: IconCircleCheck },
  add: { tone: 'info', label: 'To add', icon: IconPlus },
  change: { tone: 'info', label: 'To change', icon: IconPencil },
  conflict: { tone: 'warn', label: 'In the way', icon: IconAlertTriangle },
};

export const partLabel: Readonly<Record<PlanPart, string>> = {
  routing: 'Mail routing',
  webmail: 'Webmail',
  sender: 'Sending',
};

export const changeFace: Readonly<Record<DnsChangeState, StatusFace>> = {
  planned: { tone: 'neutral', label: 'Dry run', icon: IconCircleDashed },
  applying: { tone: 'info', label: 'Being written', icon: IconProgress },
  applied: { tone: 'good', label: 'Written and read back', icon: IconCircleCheck },
  stopped: { tone: 'warn', label: 'Nothing written', icon: IconHandStop },
  unclear: { tone: 'bad', label: 'Not known', icon: IconHelpCircle },
  'by-hand': { tone: 'info', label: 'To enter by hand', icon: IconPencil },
  undone: { tone: 'neutral', label: 'Undone', icon: IconArrowsExchange },
};

export const webmailFace: Readonly<Record<WebmailLook['state'], StatusFace>> = {
  new: { tone: 'good', label: 'New webmail', icon: IconCircleCheck },
  other: { tone: 'neutral', label: 'Not the new webmail', icon: IconCircleDashed },
  'not-covered': { tone: 'warn', label: 'White-labelling is missing', icon: IconAlertTriangle },
  untrusted: { tone: 'warn', label: 'Certificate not trusted', icon: IconAlertTriangle },
  'no-name': { tone: 'neutral', label: 'No such name', icon: IconCircleX },
  'no-answer': { tone: 'bad', label: 'No answer', icon: IconCircleX },
  unknown: { tone: 'neutral', label: 'Not known', icon: IconHelpCircle },
};

const outcomeWords: Readonly<Record<AnswerOutcome, string>> = {
  records: '',
  none: 'no record',
  nxdomain: 'no such name',
  servfail: 'SERVFAIL',
  refused: 'refused',
  lame: 'lame',
  bogus: 'bogus (DNSSEC)',
  timeout: 'no answer',
  unreachable: 'not reached',
  malformed: 'no DNS',
};

/** Whether an answer says anything about the records. */
export function isAnswer({ outcome }: DnsAnswer): boolean {
  return outcome === 'records' || outcome === 'none' || outcome === 'nxdomain';
}

/** An answer in one line. */
export function answerText(answer: DnsAnswer | undefined): string {
  if (answer === undefined) return 'not asked';
  if (answer.outcome !== 'records') return outcomeWords[answer.outcome];
  return answer.values.map((value) => shownValue(answer.type, value)).join(', ');
}

/** What a server says of one name, over the types that can stand there. */
export function answersAt(server: ServerLook, name: string, types: readonly string[]): DnsAnswer | undefined {
  const found = types.flatMap((type) =>
    server.answers.filter((answer) => answer.name === name && answer.type === type),
  );
  return found.find(({ outcome, alias }) => outcome === 'records' && alias === null) ?? found[0];
}

/** A lifetime, short: `300 s`, `1 h`, `1 d`. */
export function shortTtl(seconds: number | null): string {
  if (seconds === null) return '';
  if (seconds >= 86_400 && seconds % 86_400 === 0) return `${seconds / 86_400} d`;
  if (seconds >= 3600 && seconds % 3600 === 0) return `${seconds / 3600} h`;
  if (seconds >= 120 && seconds % 60 === 0) return `${seconds / 60} min`;
  return `${seconds} s`;
}

/** What a change was for. */
export function changeTitle(change: DnsChange): string {
  const sets = formatNumberOf(change.sets.length, 'record set');
  if (change.kind === 'ttl') return `Lifetimes lowered, ${sets}`;
  if (change.kind === 'undo') return `Undo, ${sets}`;
  return `Moved, ${sets}`;
}
