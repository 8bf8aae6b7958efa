import { Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { DiffLine, MessageDifference } from '../../../shared/domain/message-view.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Private } from '../../ui/private.tsx';
import classes from './folder.module.css';

/** The differences of a message in one line: the first few, and how many more. */
export function differencesInWords(differences: readonly MessageDifference[]): string {
  if (differences.length === 0) return 'Both copies are the same, byte for byte.';
  const said = differences.slice(0, 3).map(({ sentence }) => sentence);
  const rest = differences.length - said.length;
  return [...said, rest > 0 ? `And ${rest} more.` : ''].filter(Boolean).join(' ');
}

/** What the servers made of a message: each change as a sentence, with the lines that show it. */
export function Differences({ differences }: { readonly differences: readonly MessageDifference[] }): ReactNode {
  if (differences.length === 0) {
    return (
      <EmptyState icon={IconCircleCheck} title="No differences">
        Bytes, flags and the internal date are the same on both sides.
      </EmptyState>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label="What the servers changed">
      {differences.map((difference) => (
        <section key={difference.sentence} className={classes.difference}>
          <Text size="sm" fw={600} {...(difference.serious ? { c: 'var(--tone-warn)' } : {})}>
            {difference.sentence}
          </Text>
          {difference.lines.length > 0 ? (
            <Private kind="text">
              <div className={classes.lines}>
                {difference.lines.map((line, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other name and never move
                  <Line key={at} line={line} />
                ))}
              </div>
            </Private>
          ) : null}
        </section>
      ))}
    </section>
  );
}

const spoken: Readonly<Record<DiffLine['mark'], string>> = {
  ' ': '',
  '-': 'source: ',
  '+': 'destination: ',
  '…': '',
};

function Line({ line }: { readonly line: DiffLine }): ReactNode {
  return (
    <div className={classes.line} data-mark={line.mark}>
      <span className={classes.mark} aria-hidden>
        {line.mark}
      </span>
      <span className={classes.srOnly}>{spoken[line.mark]}</span>
      {line.text}
    </div>
  );
}
