import { Button, CloseButton, Select, TextInput } from '@mantine/core';
import { IconFilterOff, IconSearch } from '@tabler/icons-react';
import { memo, type ReactNode, useCallback, useEffect, useRef } from 'react';
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

/** The search field and the three choices that narrow the table. `onChange` stays the same function. */
export const DomainFilters = memo(function DomainFilters({
  filter,
  onChange,
}: {
  filter: DomainFilter;
  onChange: (filter: DomainFilter) => void;
}): ReactNode {
  const latest = useRef(filter);
  useEffect(() => {
    latest.current = filter;
  });
  const choose = useCallback(
    (key: keyof DomainFilter, value: string | null): void => {
      const { [key]: _, ...others } = latest.current;
      onChange(value ? { ...others, [key]: value } : others);
    },
    [onChange],
  );
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
      <Choice
        of="step"
        label="Step"
        any="Any step"
        width={150}
        choices={stepChoices}
        value={filter.step}
        onChoose={choose}
      />
      <Choice
        of="order"
        label="Order"
        any="Any order"
        width={140}
        choices={orderChoices}
        value={filter.order}
        onChoose={choose}
      />
      <Choice
        of="attention"
        label="Mailboxes"
        any="Any state"
        width={170}
        choices={attentionChoices}
        value={filter.attention}
        onChoose={choose}
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
});

interface ChoiceProps {
  readonly of: keyof DomainFilter;
  readonly label: string;
  readonly any: string;
  readonly width: number;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly value: string | undefined;
  readonly onChoose: (of: keyof DomainFilter, value: string | null) => void;
}

/** One choice; not drawn anew while somebody types beside it. */
const Choice = memo(function Choice({ of, label, any, width, choices, value, onChoose }: ChoiceProps): ReactNode {
  return (
    <Select
      size="xs"
      w={width}
      clearable
      aria-label={label}
      placeholder={any}
      data={choices}
      value={value ?? null}
      onChange={(next) => onChoose(of, next)}
    />
  );
});
