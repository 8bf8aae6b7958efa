import { z } from 'zod';

/** The special uses of RFC 6154 that matter for a folder map, and the INBOX. */
export const specialUse = z.enum([
  'inbox',
  'sent',
  'drafts',
  'trash',
  'junk',
  'archive',
  'all',
  'flagged',
  'important',
]);
export type SpecialUse = z.infer<typeof specialUse>;

/** A folder as LIST reports it. */
export const folderInfo = z.object({
  /** Full name, decoded from modified UTF-7. */
  path: z.string(),
  /** Hierarchy delimiter of this folder, null in a flat namespace. */
  delimiter: z.string().nullable(),
  /** From the SPECIAL-USE attribute only; guesses by name belong to the folder map. */
  specialUse: specialUse.nullable(),
  /** False for \Noselect and \NonExistent: a parent without messages of its own. */
  selectable: z.boolean(),
  subscribed: z.boolean(),
});
export type FolderInfo = z.infer<typeof folderInfo>;

/** What STATUS says about a folder. */
export const folderStatus = z.object({
  messages: z.number().int(),
  unseen: z.number().int(),
  uidNext: z.number().int(),
  /** Decimal; a UIDVALIDITY may exceed what 32 signed bits hold. */
  uidValidity: z.string(),
  /** Sum of RFC822.SIZE in bytes, null where the server does not offer STATUS=SIZE (RFC 8438). */
  size: z.number().nullable(),
  /** HIGHESTMODSEQ (RFC 7162), decimal; null where not offered. */
  highestModseq: z.string().nullable(),
});
export type FolderStatus = z.infer<typeof folderStatus>;

export const folderFacts = folderInfo.extend({ status: folderStatus.nullable() });
export type FolderFacts = z.infer<typeof folderFacts>;

/** How the destination wants its names. */
export interface NamingRules {
  /** Hierarchy delimiter, null for a flat namespace. */
  readonly delimiter: string | null;
  /** Personal namespace prefix, for instance `INBOX.`; empty for none (RFC 2342). */
  readonly prefix: string;
}

/** Why a source folder goes where it goes. */
export const mapRule = z.enum(['inbox', 'special-use', 'known-name', 'same-path', 'chosen', 'excluded']);
export type MapRule = z.infer<typeof mapRule>;

/** What had to change in a name, or stands in the way. */
export const mapNote = z.enum([
  'delimiter-in-name',
  'blank-trimmed',
  'control-character',
  'case-twin',
  'too-deep',
  'name-clash',
  'merged',
  'empty-name',
  'unicode-form',
]);
export type MapNote = z.infer<typeof mapNote>;

/** One line of the folder map. */
export const folderMapEntry = z.object({
  source: z.string(),
  /** Full path at the destination; null when the folder is left out. */
  destination: z.string().nullable(),
  rule: mapRule,
  notes: z.array(mapNote),
  /** True when the destination folder exists already. */
  exists: z.boolean(),
  selectable: z.boolean(),
});
export type FolderMapEntry = z.infer<typeof folderMapEntry>;

/** An agent's own choice for one source folder: a destination path, or null to leave the folder out. */
export const folderMapChoice = z.object({ source: z.string(), destination: z.string().nullable() });
export type FolderMapChoice = z.infer<typeof folderMapChoice>;
