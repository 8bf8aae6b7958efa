import { Kbd, Loader, Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { ErrorView } from '../ui/error-view.tsx';
import classes from './command-palette.module.css';
import { type PaletteEntry, useCommands, useHits } from './palette-entries.ts';
import { closePalette, usePaletteOpened } from './palette-store.ts';
import { looksLikeAddress, searchedText } from './palette-text.ts';

/** Between the last key and the question to the engine. */
const PAUSE_MS = 60;

/** Search and commands in one list: paste, look at the first line, press Enter. */
export function CommandPalette(): ReactNode {
  const opened = usePaletteOpened();
  return (
    <Modal.Root
      opened={opened}
      onClose={closePalette}
      padding={0}
      size={640}
      yOffset="12vh"
      radius="md"
      zIndex={300}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay backgroundOpacity={0.45} />
      <Modal.Content aria-label="Search and commands">
        <Palette />
      </Modal.Content>
    </Modal.Root>
  );
}

function Palette(): ReactNode {
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const text = searchedText(typed);
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const { hits, searching, error } = useHits(text === '' ? '' : settled);
  const commands = useCommands(text);
  const entries = [...hits, ...commands];
  const at = Math.min(active, entries.length - 1);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const waiting = searching || settled !== text;
  // Paste and Enter in one go means the best hit for what was pasted: the key is kept until the answer is there.
  const [entered, setEntered] = useState(false);

  useEffect(() => {
    if (!entered || waiting) return;
    setEntered(false);
    run(entries[at]);
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the active line is looked up again whenever it has changed
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at, hits.length]);

  function run(entry: PaletteEntry | undefined): void {
    if (!entry) return;
    closePalette();
    entry.run();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    const moves: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1 };
    const next = moves[event.key];
    if (next !== undefined && entries.length > 0) {
      event.preventDefault();
      setActive((next + entries.length) % entries.length);
    }
    if (event.key !== 'Enter') return;
    if (waiting && active === 0 && text !== '') setEntered(true);
    else run(entries[at]);
  }

  const option = (entry: PaletteEntry, index: number, oneLine: boolean): ReactNode => {
    const EntryIcon = entry.icon;
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the field, which keeps the focus (combobox pattern)
      // biome-ignore lint/a11y/useFocusableInteractive: the field names the active option by aria-activedescendant
      <div
        key={entry.id}
        id={`${listId}-${index}`}
        role="option"
        aria-selected={index === at}
        className={classes.option}
        onMouseMove={() => setActive(index)}
        onClick={() => run(entry)}
      >
        <EntryIcon size={18} stroke={1.6} aria-hidden />
        <div className={classes.words} data-one-line={oneLine || undefined}>
          <div className={classes.title}>{entry.title}</div>
          <div className={classes.subtitle}>{entry.subtitle}</div>
        </div>
      </div>
    );
  };

  return (
    <>
      <div className={classes.field}>
        <IconSearch size={18} stroke={1.7} aria-hidden />
        <input
          className={classes.input}
          type="text"
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={at >= 0 ? `${listId}-${at}` : undefined}
          aria-label="Search or paste an address"
          placeholder="Search or paste an address"
          spellCheck={false}
          autoComplete="off"
          value={typed}
          // At once: what is pasted right after the key must arrive here.
          // biome-ignore lint/a11y/noAutofocus: the agent has just asked for this very field
          autoFocus
          data-autofocus
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setActive(0);
            setEntered(false);
          }}
          onKeyDown={onKeyDown}
        />
        {waiting && text !== '' ? <Loader size={16} aria-label="Searching" /> : null}
      </div>
      <div className={classes.list}>
        {text === '' ? (
          <div className={classes.teach}>
            Paste what the customer wrote: an address, a domain or the customer's name. A part of it is enough.
          </div>
        ) : null}
        {error ? <ErrorView error={error} /> : null}
        {text !== '' && hits.length === 0 && !waiting && !error ? (
          <div className={classes.teach} role="status">
            Nothing in this workspace matches “{text}”.
            {looksLikeAddress(text) ? ' You can add it as a mailbox.' : ' Try a shorter part of the address or domain.'}
          </div>
        ) : null}
        <div role="listbox" id={listId} aria-label="Results" className={classes.results} ref={list}>
          {hits.length > 0 ? (
            <div className={classes.group} role="presentation">
              Found
            </div>
          ) : null}
          {hits.map((entry, index) => option(entry, index, false))}
          {commands.length > 0 ? (
            <div className={classes.group} role="presentation">
              Commands
            </div>
          ) : null}
          {commands.map((entry, index) => option(entry, hits.length + index, true))}
        </div>
      </div>
      <div className={classes.foot}>
        <span>
          <Kbd size="xs">↑</Kbd> <Kbd size="xs">↓</Kbd> choose
        </span>
        <span>
          <Kbd size="xs">Enter</Kbd> open
        </span>
        <span>
          <Kbd size="xs">Esc</Kbd> close
        </span>
      </div>
    </>
  );
}
