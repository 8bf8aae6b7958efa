import { Button, CloseButton, Select, TextInput } from '@mantine/core';
import { IconFilterOff, IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { stepsInOrder } from '../../../shared/domain/directory.ts';
import { stepText } from '../../ui/steps.ts';
import { type Attention, attentions, type DomainFilter } from './domain-filter.ts';

const attentionLabel: Readonly<Record<Attention, string>> = {
  failed: 'With failed mailboxes',
  findings: 'With findings',
  running: 'With runs going on',
  unverified: 'Not all verified',
  deadline: 'With a deadline',
};

const stepChoices = [
  ...stepsInOrder('standard').map((step) => ({
    value: step as DomainFilter['step'] & string,
    label: `At ${stepText[step].label.toLowerCase()}`,
  })),
  { value: 'done' as const, label: 'All done' },
];
const orderChoices = [
  { value: 'standard' as const, label: 'Standard order' },
  { value: 'forced' as const, label: 'Forced order' },
];
const attentionChoices = attentions.map((value) => ({ value, label: attentionLabel[value] }));

/** The search field and the three choices that narrow the table. */
export function DomainFilters({
  filter,
  onChange,
}: {
  filter: DomainFilter;
  onChange: (filter: DomainFilter) => void;
}): ReactNode {
  function choose<K extends keyof DomainFilter>(key: K, value: DomainFilter[K] | null): void {
    const { [key]: _, ...others } = filter;
    onChange(value ? { ...others, [key]: value } : others);
  }
  return (
    <>
      <TextInput
        size="xs"
        w={240}
        aria-label="Search domains and customers"
        aria-keyshortcuts="/"
        data-private
        placeholder="Domain or customer  ( / )"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={filter.text ?? ''}
        onChange={(event) => choose('text', event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') choose('text', null);
          if (event.key === 'ArrowDown') document.querySelector<HTMLElement>('[role="grid"]')?.focus();
        }}
        rightSection={
          filter.text ? (
            <CloseButton size="xs" aria-label="Clear the search" onClick={() => choose('text', null)} />
          ) : null
        }
      />
      <Select
        size="xs"
        w={150}
        clearable
        aria-label="Step"
        placeholder="Any step"
        data={stepChoices}
        value={filter.step ?? null}
        onChange={(value) => choose('step', value)}
      />
      <Select
        size="xs"
        w={140}
        clearable
        aria-label="Order"
        placeholder="Any order"
        data={orderChoices}
        value={filter.order ?? null}
        onChange={(value) => choose('order', value)}
      />
      <Select
        size="xs"
        w={170}
        clearable
        aria-label="Mailboxes"
        placeholder="Any state"
        data={attentionChoices}
        value={filter.attention ?? null}
        onChange={(value) => choose('attention', value)}
      />
      {Object.keys(filter).length > 0 ? (
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconFilterOff size={14} aria-hidden />}
          onClick={() => onChange({})}
        >
          Clear
        </Button>
      ) : null}
    </>
  );
}
