import { SegmentedControl } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { IncidentDetail } from '../../../shared/contract/incidents.ts';
import { incidentNote } from '../../../shared/domain/incident-note.ts';
import {
  customerText,
  type IncidentWordsFacts,
  statusLong,
  statusShort,
} from '../../../shared/domain/incident-words.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { PrivateText } from '../../ui/private.tsx';
import { Section } from '../../ui/section.tsx';
import classes from './incidents.module.css';

const kinds = ['customer', 'status', 'long', 'staff'] as const;
type TextKind = (typeof kinds)[number];
const labels: Readonly<Record<TextKind, string>> = {
  customer: 'Customer',
  status: 'Status line',
  long: 'Status page',
  staff: 'Colleagues',
};

/** The texts of an incident, made of what is known now, to be read and copied. */
export function IncidentTexts({
  incident,
  words,
  address,
  domainNames,
}: {
  readonly incident: IncidentDetail;
  readonly words: IncidentWordsFacts | null;
  readonly address: string | null;
  readonly domainNames: readonly string[];
}): ReactNode {
  const [kind, setKind] = useState<TextKind>('customer');
  const text = words ? textOf(kind, incident, words, address, domainNames) : '';
  return (
    <Section
      title="Texts"
      actions={
        <>
          <SegmentedControl
            size="xs"
            aria-label="Which text"
            value={kind}
            onChange={(value) => setKind(kinds.find((one) => one === value) ?? 'customer')}
            data={kinds.map((value) => ({ value, label: labels[value] }))}
          />
          <CopyButton text={text} what={`text (${labels[kind].toLowerCase()})`} />
        </>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by key */}
      <section className={classes.text} tabIndex={0} aria-label={`Text: ${labels[kind]}`}>
        <PrivateText text={text} />
      </section>
    </Section>
  );
}

function textOf(
  kind: TextKind,
  { updates }: IncidentDetail,
  words: IncidentWordsFacts,
  address: string | null,
  domainNames: readonly string[],
): string {
  if (kind === 'customer') return customerText(words, address);
  if (kind === 'status') return statusShort(words);
  const notes = updates.filter((update) => update.kind === 'note');
  if (kind === 'long') return statusLong(words, notes);
  return incidentNote({ ...words, updates, domainNames });
}
