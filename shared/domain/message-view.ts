import { z } from 'zod';
import { side } from './endpoint.ts';

/** A header field as it is shown: encoded words decoded, in the order of the message. */
export const shownHeader = z.object({ name: z.string(), value: z.string() });
export type ShownHeader = z.infer<typeof shownHeader>;

export const attachmentFacts = z.object({
  name: z.string(),
  type: z.string(),
  /** Bytes after decoding. */
  size: z.number(),
  /** Meant to be shown within the text. */
  inline: z.boolean(),
});
export type AttachmentFacts = z.infer<typeof attachmentFacts>;

/** A picture that belongs to the HTML text, handed over with the message itself. */
export const inlineImage = z.object({
  /** Content-ID without its angle brackets. */
  cid: z.string(),
  /** Always `data:image/…;base64,…` of a type without code in it. */
  dataUri: z.string(),
});
export type InlineImage = z.infer<typeof inlineImage>;

/** One copy of a message, read and taken apart within limits; hostile until shown otherwise. */
export const messageCopy = z.object({
  side,
  uid: z.number().int(),
  flags: z.array(z.string()),
  /** As the server sent it, empty when it gave none. */
  internalDate: z.string(),
  /** Bytes really read. */
  size: z.number(),
  /** Bytes the server said it has. */
  toldSize: z.number(),
  headers: z.array(shownHeader),
  /** How many header fields there are; more than `headers` when they were too many to show. */
  headerCount: z.number().int(),
  text: z.string().nullable(),
  html: z.string().nullable(),
  images: z.array(inlineImage),
  attachments: z.array(attachmentFacts),
  /** The beginning of the message as it came. */
  raw: z.string(),
  rawComplete: z.boolean(),
  /** What could not be shown and why, each one sentence. */
  limits: z.array(z.string()),
});
export type MessageCopy = z.infer<typeof messageCopy>;

export const differenceKind = z.enum([
  'line-ends',
  'header-added',
  'header-removed',
  'header-spaces',
  'header-folding',
  'header-encoding',
  'header-changed',
  'header-order',
  'message-id-domain',
  'body-end',
  'body-blanks',
  'body-encoding',
  'body-cut',
  'body-text',
  'flags',
  'date',
]);
export type DifferenceKind = z.infer<typeof differenceKind>;

/** A line of a comparison: on both sides, only on the source, only at the destination, or so many left out. */
export const diffLine = z.object({ mark: z.enum([' ', '-', '+', '…']), text: z.string() });
export type DiffLine = z.infer<typeof diffLine>;

/** One thing that is not the same on both sides, as a sentence for an agent. */
export const messageDifference = z.object({
  kind: differenceKind,
  sentence: z.string(),
  /** True when what a person reads, or when it came, is not the same. */
  serious: z.boolean(),
  lines: z.array(diffLine),
});
export type MessageDifference = z.infer<typeof messageDifference>;

/** A message of an opened folder pair, from every side that has it. */
export const messageView = z.object({
  source: messageCopy.nullable(),
  destination: messageCopy.nullable(),
  /** Null when only one side was read. */
  differences: z.array(messageDifference).nullable(),
  /** Sides that list the message but did not hand it over, or whose copy is too big to be shown: why, in words. */
  unread: z.array(z.object({ side, reason: z.string() })),
});
export type MessageView = z.infer<typeof messageView>;
