import { VisuallyHidden } from '@mantine/core';
import { Fragment, type ReactNode, useCallback } from 'react';
import { splitNames, withoutNames } from '../../shared/domain/private-text.ts';
import { useCustomerMode } from './customer-mode.ts';

/** What is hidden; said in its place to those who listen to the screen. */
export type PrivateKind = 'address' | 'name' | 'subject' | 'folder' | 'text';

const spoken: Readonly<Record<PrivateKind, string>> = {
  address: 'hidden address',
  name: 'hidden name',
  subject: 'hidden subject',
  folder: 'hidden folder name',
  text: 'hidden text',
};

/** Marks what names somebody: blurred and unspoken while the console is shown to a customer. */
export function Private({ kind, children }: { readonly kind: PrivateKind; readonly children: ReactNode }): ReactNode {
  const hidden = useCustomerMode();
  return <PrivateWhen kind={kind} hidden={hidden} content={children} />;
}

/** The same where the mode is known already: a table asks once, not once a cell. */
export function PrivateWhen({
  kind,
  hidden,
  content,
}: {
  readonly kind: PrivateKind;
  readonly hidden: boolean;
  readonly content: ReactNode;
}): ReactNode {
  if (!hidden) return content;
  return (
    <>
      <span data-private aria-hidden>
        {content}
      </span>
      <VisuallyHidden>{spoken[kind]}</VisuallyHidden>
    </>
  );
}

/** A sentence of the engine or of a server: only what names somebody is hidden. `titled`: the whole of it as a tooltip. */
export function PrivateText({
  text,
  titled = false,
}: {
  readonly text: string | null | undefined;
  readonly titled?: boolean;
}): ReactNode {
  const hidden = useCustomerMode();
  if (text === null || text === undefined) return null;
  if (!hidden) return titled ? <span title={text}>{text}</span> : text;
  const parts = splitNames(text).map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence have no other name and never move
    <Fragment key={at}>{part.hidden ? <PrivateWhen kind="name" hidden content={part.text} /> : part.text}</Fragment>
  ));
  return titled ? <span title={withoutNames(text)}>{parts}</span> : parts;
}

/** For tooltips, labels and titles: the text, or the neutral words while a customer looks on. */
export function useNamed(): (text: string, neutral: string) => string {
  const hidden = useCustomerMode();
  return useCallback((text, neutral) => (hidden ? neutral : text), [hidden]);
}

const wellKnown =
  /^(?:inbox|sent(?: items| messages)?|drafts|trash|deleted(?: items| messages)?|junk(?: e?-?mail)?|spam|archive|outbox)$/i;

/** What a folder's path hides: nothing for the folders everybody has, the name a customer gave for all others. */
export function folderPrivacy(path: string | null): PrivateKind | null {
  return path === null || path.split(/[/.\\]/).every((part) => wellKnown.test(part)) ? null : 'folder';
}
