import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { memo, type ReactNode, type RefObject } from 'react';

/** The text filter in the tool bar of a table. */
export const FilterField = memo(function FilterField({
  noun,
  text,
  onText,
  grid,
}: {
  readonly noun: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly grid: RefObject<HTMLElement | null>;
}): ReactNode {
  return (
    <TextInput
      size="xs"
      w={220}
      aria-label={`Filter ${noun}`}
      aria-keyshortcuts="/"
      data-private
      placeholder={`Filter ${noun}`}
      leftSection={<IconSearch size={14} />}
      value={text}
      onChange={(event) => onText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onText('');
        if (event.key === 'ArrowDown') grid.current?.focus();
      }}
      rightSection={text ? <CloseButton size="xs" aria-label="Clear the filter" onClick={() => onText('')} /> : null}
    />
  );
});
