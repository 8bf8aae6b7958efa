import { Kbd, Loader, Modal } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { SearchHit } from '../../shared/contract/search.ts';
import type { PastedText } from '../../shared/domain/pasted-text.ts';
import { DomainDeadline } from '../ui/deadline-clock.tsx';
import { ErrorView } from '../ui/error-view.tsx';
import { Private, PrivateText } from '../ui/private.tsx';
import classes from './command-palette.module.css';
import { type PaletteEntry, useCommands, useHits, usePasswordOffers } from './palette-entries.ts';
import { closePalette, usePaletteOpened } from './palette-store.ts';
import { emptyInput, looksLikeAddress, nextInput, pastedInput } from './palette-text.ts';

const noHits: readonly SearchHit[] = [];

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
  const [input, setInput] = useState(emptyInput);
  const [active, setActive] = useState(0);
  const { terms } = input;
  const text = terms.join(', ');
  const { found, entries: hits, searching: waiting, error } = useHits(terms);
  const offers = usePasswordOffers(input, waiting ? noHits : found);
  const commands = useCommands(terms);
  const entries = [...hits, ...offers, ...commands];
  const at = Math.min(active, entries.length - 1);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
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

  function change(next: PastedText): void {
    setInput(next);
    setActive(0);
    setEntered(false);
  }

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
          <div className={classes.title}>
            {entry.names ? <Private kind={entry.names}>{entry.title}</Private> : <PrivateText text={entry.title} />}
          </div>
          <div className={classes.subtitle}>
            {entry.names ? <Private kind="name">{entry.subtitle}</Private> : entry.subtitle}
          </div>
        </div>
        {entry.domainId === undefined ? null : <DomainDeadline domainId={entry.domainId} />}
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
          aria-busy={waiting}
          aria-activedescendant={at >= 0 ? `${listId}-${at}` : undefined}
          aria-label="Search or paste an address"
          placeholder="Search or paste an address"
          spellCheck={false}
          autoComplete="off"
          value={input.text}
          data-private
          // At once: what is pasted right after the key must arrive here.
          // biome-ignore lint/a11y/noAutofocus: the agent has just asked for this very field
          autoFocus
          data-autofocus
          onChange={(event) => {
            change(nextInput(input, event.currentTarget.value));
          }}
          onPaste={(event) => {
            // Before the field has it: a password in it is never shown, not for a moment.
            event.preventDefault();
            const field = event.currentTarget;
            const start = field.selectionStart ?? input.text.length;
            change(
              pastedInput(input, event.clipboardData.getData('text'), start, field.selectionEnd ?? input.text.length),
            );
          }}
          onKeyDown={onKeyDown}
        />
        {waiting && text !== '' ? <Loader size={16} aria-label="Searching" /> : null}
      </div>
      <div className={classes.list}>
        {text === '' ? (
          <div className={classes.teach}>
            Paste what the customer wrote, as it is: addresses and domains are picked out, a password is hidden at once.
            A part of a name is enough.
          </div>
        ) : null}
        {error ? <ErrorView error={error} /> : null}
        {text !== '' && hits.length === 0 && !waiting && !error ? (
          <div className={classes.teach} role="status">
            Nothing in this workspace matches “<Private kind="text">{text}</Private>”.
            {terms.some(looksLikeAddress)
              ? ' You can add it as a mailbox.'
              : ' Try a shorter part of the address or domain.'}
          </div>
        ) : null}
        <div role="listbox" id={listId} aria-label="Results" className={classes.results} ref={list}>
          {hits.length > 0 ? (
            <div className={classes.group} role="presentation">
              {text === '' ? 'Opened last' : 'Found'}
            </div>
          ) : null}
          {hits.map((entry, index) => option(entry, index, false))}
          {offers.length > 0 ? (
            <div className={classes.group} role="presentation">
              Password in the text
            </div>
          ) : null}
          {offers.map((entry, index) => option(entry, hits.length + index, true))}
          {commands.length > 0 ? (
            <div className={classes.group} role="presentation">
              Commands
            </div>
          ) : null}
          {commands.map((entry, index) => option(entry, hits.length + offers.length + index, true))}
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
