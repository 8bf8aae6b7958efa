import { z } from 'zod';
import { verifyDepth } from './run.ts';

/**
 * What a finding says; the severity follows from it. `elsewhere`: at the destination, but in another folder than mapped,
 * for instance because the customer moved it. `extra`: only at the destination, for instance new mail. `header-date`: copied
 * over POP3, which gives no date, so that the copy has the one of its header. `flags-not-kept`: of a folder, flags that its
 * destination does not keep. `deleted-at-source`: a copy whose message the source has no longer; left alone.
 */
export const findingKind = z.enum([
  'missing',
  'elsewhere',
  'extra',
  'duplicate',
  'flags',
  'date',
  'flags-not-kept',
  'deleted-at-source',
  'header-date',
  'size',
  'content',
  'too-big',
  'refused',
  'unreadable',
  'folder-missing',
  'folder-failed',
]);
export type FindingKind = z.infer<typeof findingKind>;

/** Findings that mean mail of the customer is not where it should be; the others are remarks. */
export const seriousKinds: ReadonlySet<FindingKind> = new Set<FindingKind>([
  'missing',
  'duplicate',
  'date',
  'content',
  'too-big',
  'refused',
  'unreadable',
  'folder-missing',
  'folder-failed',
]);

/** Findings about a source message that can be copied once more. */
export const repairableKinds: ReadonlySet<FindingKind> = new Set<FindingKind>(['missing', 'refused', 'unreadable']);

export const finding = z.object({
  id: z.string(),
  runId: z.string(),
  kind: findingKind,
  sourceFolder: z.string().nullable(),
  destinationFolder: z.string().nullable(),
  sourceUid: z.number().int().nullable(),
  destinationUid: z.number().int().nullable(),
  subject: z.string(),
  from: z.string(),
  /** ISO 8601, the internal date. */
  date: z.string().nullable(),
  size: z.number().nullable(),
  messageId: z.string().nullable(),
  /** The reason in words, with the server's own words where it spoke. */
  detail: z.string(),
});
export type Finding = z.infer<typeof finding>;

/**
 * By which layer of identity a message was found on the other side. `bytes`: both copies were read and are the same.
 * `ledger`: the destination confirmed it when Mailferry copied it, and it is still there with the same size. `message-id` and
 * `headers`: by what both sides show of it, within a band of sizes.
 */
export const identityLayer = z.enum(['bytes', 'ledger', 'message-id', 'headers']);
export type IdentityLayer = z.infer<typeof identityLayer>;

/** What a finding says of a missing message, beyond that it is missing. The words tell the reasons apart, in stored findings too. */
export const missingDetails = {
  plain: 'On the source, not at the destination.',
  deleted: 'Marked as deleted on the source, where mail programs hide it; not at the destination.',
  repeat: 'The source has this message more than once; this repeat is not at the destination.',
} as const;

export const folderVerdict = z.object({
  source: z.string(),
  destination: z.string().nullable(),
  sourceMessages: z.number().int(),
  destinationMessages: z.number().int(),
  sourceBytes: z.number(),
  destinationBytes: z.number(),
  matched: z.number().int(),
  missing: z.number().int(),
  extra: z.number().int(),
  different: z.number().int(),
});
export type FolderVerdict = z.infer<typeof folderVerdict>;

export const verification = z.object({
  runId: z.string(),
  mailboxId: z.string(),
  /** ISO 8601; when the comparison ended. */
  at: z.string(),
  depth: verifyDepth,
  /** Only a part of the mailbox was compared: chosen folders, dates, or messages that were to be brought back. */
  partial: z.boolean().optional(),
  /** True when every source message is at the destination and nothing differs that matters. */
  agrees: z.boolean(),
  sourceMessages: z.number().int(),
  matchedBy: z.record(identityLayer, z.number().int()),
  counts: z.partialRecord(findingKind, z.number().int()),
  folders: z.array(folderVerdict),
  /** What the counts alone do not tell of the way from the old number of messages to the new; absent in older records. */
  explained: z
    .object({
      /** Source messages left out of the comparison as marked deleted. */
      leftOutDeleted: z.number().int(),
      /** Of the missing: marked as deleted on the source, and repeats of a message that is there. */
      missingDeleted: z.number().int(),
      missingRepeats: z.number().int(),
      /** Of those found elsewhere: in a folder that was compared too. */
      movedInside: z.number().int(),
    })
    .optional(),
  /** The verdict in one sentence, to paste into a chat. */
  sentence: z.string(),
});
export type Verification = z.infer<typeof verification>;
