import { diffBody } from './body-difference.ts';
import { headerDifferences } from './header-difference.ts';
import type { MessageDifference } from './message-view.ts';
import type { RawMessage } from './raw-message.ts';

/** One copy of a message, as far as it takes to say what a server made of it. */
export interface ComparableCopy {
  readonly message: RawMessage;
  /** Flags as the server spells them. */
  readonly flags: readonly string[];
  /** Null where the protocol knows no flags (POP3). */
  readonly keepsFlags: boolean;
  /** Internal date as sent, and as Unix milliseconds (NaN for none). */
  readonly internalDate: string;
  readonly dateMs: number;
  /** What a person reads of it, where it could be taken apart; tells a text that was only encoded anew. */
  readonly reads: { readonly text: string; readonly attachments: string } | null;
  /** The header value as people see it. */
  readonly decode: (value: string) => string;
}

/**
 * What is not the same in two copies of one message, as sentences for an agent: first what matters, then what servers do
 * to every message. Empty when both are the same but for nothing at all.
 */
export function messageDifferences(source: ComparableCopy, destination: ComparableCopy): MessageDifference[] {
  return [
    ...diffBody(source, destination),
    ...headerDifferences(source.message.headers, destination.message.headers, source.decode),
    ...flagDifferences(source, destination),
    ...dateDifferences(source, destination),
    ...lineEndDifferences(source, destination),
  ].sort((a, b) => Number(b.serious) - Number(a.serious));
}

function lineEndDifferences(source: ComparableCopy, destination: ComparableCopy): MessageDifference[] {
  if (source.message.oddLineEnds === destination.message.oddLineEnds) return [];
  const sentence = source.message.oddLineEnds
    ? 'The destination normalised the line ends.'
    : 'The destination has line ends that are not normalised.';
  return [{ kind: 'line-ends', sentence, serious: false, lines: [] }];
}

function flagDifferences(source: ComparableCopy, destination: ComparableCopy): MessageDifference[] {
  if (!source.keepsFlags || !destination.keepsFlags) return [];
  const only = (a: ComparableCopy, b: ComparableCopy): string[] => {
    const there = new Set(b.flags.map((flag) => flag.toLowerCase()));
    return a.flags.filter((flag) => flag.toLowerCase() !== '\\recent' && !there.has(flag.toLowerCase()));
  };
  const said = (flags: readonly string[], place: string): MessageDifference[] =>
    flags.length === 0
      ? []
      : [
          {
            kind: 'flags',
            sentence: `${flags.length === 1 ? 'The flag' : 'The flags'} ${listed(flags)} ${flags.length === 1 ? 'is' : 'are'} set only ${place}.`,
            serious: false,
            lines: [],
          },
        ];
  return [
    ...said(only(source, destination), 'on the source'),
    ...said(only(destination, source), 'at the destination'),
  ];
}

function dateDifferences(source: ComparableCopy, destination: ComparableCopy): MessageDifference[] {
  if (Number.isNaN(source.dateMs) || source.dateMs === destination.dateMs) return [];
  return [
    {
      kind: 'date',
      sentence: 'The date under which the message came in (the internal date) differs.',
      serious: true,
      lines: [
        { mark: '-', text: source.internalDate },
        { mark: '+', text: destination.internalDate || 'none' },
      ],
    },
  ];
}

/** `A`, `A and B`, `A, B and C`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
