import { Button, Group, Table, Text } from '@mantine/core';
import { IconDownload, IconPaperclip, IconPhotoOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { formatBytes, formatCount, formatNumberOf } from '../../../shared/domain/format.ts';
import type { MessageCopy } from '../../../shared/domain/message-view.ts';
import { client } from '../../app/client.ts';
import { styleNonce } from '../../app/style-nonce.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { notifyFailed } from '../../ui/notify.ts';
import { Private } from '../../ui/private.tsx';
import { saveBytes } from '../../ui/save-file.ts';
import classes from './folder.module.css';
import { flagsInWords } from './row-words.ts';
import { safeDocument } from './safe-html.ts';

export type Face = 'text' | 'html' | 'headers' | 'attachments' | 'raw';

const sideWords = { source: 'Source', destination: 'Destination' } as const;

/** Which copy this is, its facts, and the way to a file. */
export function CopyHead({
  comparisonId,
  copy,
}: {
  readonly comparisonId: string;
  readonly copy: MessageCopy;
}): ReactNode {
  const save = useMutation({
    mutationFn: async () => {
      const { name, base64 } = await client.messages.copyOf({ id: comparisonId, side: copy.side, uid: copy.uid });
      await saveBytes(name, 'eml', bytesOf(base64));
    },
    onError: (error) => notifyFailed('The message was not saved', error),
  });
  return (
    <>
      <Group gap="sm" wrap="nowrap" className={classes.copyHead ?? ''}>
        <Text size="sm" fw={600}>
          {sideWords[copy.side]}
        </Text>
        <Text size="xs" c="dimmed" truncate className={classes.copyFacts ?? ''}>
          {[formatBytes(copy.size), copy.internalDate || 'no date', flagsInWords(copy.flags.join(' '))].join(' · ')}
        </Text>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          loading={save.isPending}
          onClick={() => save.mutate()}
          aria-label={`Save as .eml… (${copy.side} copy)`}
        >
          Save as .eml…
        </Button>
      </Group>
      {copy.limits.map((limit) => (
        <Text key={limit} size="xs" c="var(--tone-warn)" className={classes.limit ?? ''}>
          {limit}
        </Text>
      ))}
    </>
  );
}

/** One face of one copy. */
export function MessageFace({ face, copy }: { readonly face: Face; readonly copy: MessageCopy }): ReactNode {
  switch (face) {
    case 'text':
      return <TextFace copy={copy} />;
    case 'html':
      return <HtmlFace copy={copy} />;
    case 'headers':
      return <HeadersFace copy={copy} />;
    case 'attachments':
      return <AttachmentsFace copy={copy} />;
    case 'raw':
      return <Plain text={copy.raw} label={`The ${copy.side} copy as it came`} complete={copy.rawComplete} />;
  }
}

function TextFace({ copy }: { readonly copy: MessageCopy }): ReactNode {
  if (copy.text !== null) return <Plain text={copy.text} label={`Text of the ${copy.side} copy`} wrap />;
  return (
    <Text size="sm" c="dimmed" p="sm">
      {copy.html === null ? 'The message has no text.' : 'The message has no plain text; see HTML.'}
    </Text>
  );
}

/** The frame can run nothing, load nothing and go nowhere; see `safe-html.ts`. */
function HtmlFace({ copy }: { readonly copy: MessageCopy }): ReactNode {
  const { html, images } = copy;
  const safe = useMemo(() => (html === null ? null : safeDocument(html, images, styleNonce())), [html, images]);
  if (safe === null) {
    return (
      <Text size="sm" c="dimmed" p="sm">
        The message has no HTML text.
      </Text>
    );
  }
  return (
    <>
      {safe.remoteImages > 0 ? (
        <Group gap={6} wrap="nowrap" className={classes.limit ?? ''}>
          <IconPhotoOff size={14} aria-hidden />
          <Text size="xs" c="dimmed">
            {formatNumberOf(safe.remoteImages, 'picture')} from the web not loaded: the sender would see that it was
            opened.
          </Text>
        </Group>
      ) : null}
      <iframe
        className={classes.frame}
        title={`HTML of the ${copy.side} copy`}
        sandbox=""
        referrerPolicy="no-referrer"
        srcDoc={safe.srcdoc}
        data-private
      />
    </>
  );
}

function HeadersFace({ copy }: { readonly copy: MessageCopy }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label={`Headers of the ${copy.side} copy`}>
      <Private kind="text">
        <Table verticalSpacing={3} layout="fixed" className={classes.headers ?? ''}>
          <Table.Tbody>
            {copy.headers.map(({ name, value }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: names repeat, and the lines never move
              <Table.Tr key={at}>
                <Table.Th scope="row">{name}</Table.Th>
                <Table.Td>{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Private>
      {copy.headerCount > copy.headers.length ? (
        <Text size="xs" c="dimmed" p="sm">
          And {formatCount(copy.headerCount - copy.headers.length)} more.
        </Text>
      ) : null}
    </section>
  );
}

function AttachmentsFace({ copy }: { readonly copy: MessageCopy }): ReactNode {
  if (copy.attachments.length === 0) {
    return <EmptyState icon={IconPaperclip} title="No attachments" />;
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label={`Attachments of the ${copy.side} copy`}>
      <Table verticalSpacing={4} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Type</Table.Th>
            <Table.Th ta="right">Size</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {copy.attachments.map(({ name, type, size, inline }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: names repeat, and the lines never move
            <Table.Tr key={at}>
              <Table.Td>
                {name === '' ? (
                  <Text span inherit c="dimmed">
                    (no name)
                  </Text>
                ) : (
                  <Private kind="text">{name}</Private>
                )}
                {inline ? (
                  <Text span size="xs" c="dimmed">
                    {' '}
                    in the text
                  </Text>
                ) : null}
              </Table.Td>
              <Table.Td>{type}</Table.Td>
              <Table.Td ta="right">{formatBytes(size)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Plain({
  text,
  label,
  wrap = false,
  complete = true,
}: {
  readonly text: string;
  readonly label: string;
  readonly wrap?: boolean;
  readonly complete?: boolean;
}): ReactNode {
  return (
    <>
      {complete ? null : (
        <Text size="xs" c="dimmed" className={classes.limit ?? ''}>
          Only the beginning is shown. Save the message to read all of it.
        </Text>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre className={classes.plain} data-wrap={wrap || undefined} tabIndex={0} role="document" aria-label={label}>
        <Private kind="text">{text}</Private>
      </pre>
    </>
  );
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
