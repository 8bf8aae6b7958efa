import { useEffect, useRef, useState } from 'react';
import type { TableFilter } from '../../../shared/contract/preferences.ts';
import { defaultViewOf, recallFilter, rememberFilter } from './layout-memory.ts';

/** The page's own controls that narrow the rows: name and value of each that does. */
export interface TableChoices {
  readonly value: Readonly<Record<string, string>>;
  readonly onChange: (value: Readonly<Record<string, string>>) => void;
}

/** What the table is narrowed to, by its own field and by the page's controls; remembered until the window closes. */
export function useTableFilter(tableId: string, choices: TableChoices | undefined) {
  const [firstView] = useState(() => recallFilter(tableId) === undefined);
  const [opening] = useState(() => recallFilter(tableId) ?? defaultViewOf(tableId)?.filter);
  const [text, setText] = useState(opening?.text ?? '');
  const filter: TableFilter = { text, choices: { ...choices?.value } };
  const latest = useRef(choices);

  const setFilter = (next: TableFilter): void => {
    setText(next.text);
    if (choices && JSON.stringify(next.choices) !== JSON.stringify(choices.value)) choices.onChange(next.choices);
  };

  // A page that opens with choices of its own, by a link, means those.
  useEffect(() => {
    const page = latest.current;
    if (!page || !opening || Object.keys(page.value).length > 0 || Object.keys(opening.choices).length === 0) return;
    page.onChange(opening.choices);
  }, [opening]);

  const told = JSON.stringify(filter);
  useEffect(() => rememberFilter(tableId, JSON.parse(told) as TableFilter), [tableId, told]);

  return { filter, setFilter, firstView };
}
