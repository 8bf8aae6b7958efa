import PostalMime, { type Attachment, decodeWords } from 'postal-mime';
import type { AttachmentFacts, InlineImage, ShownHeader } from '../../../shared/domain/message-view.ts';
import { splitMessage, unfold } from '../../../shared/domain/raw-message.ts';

/** How much of a message is taken apart and shown. Mail is written by strangers: nothing in it may cost without end. */
export const messageLimits = {
  /** Bytes; a larger message is shown by its header and its beginning only. */
  parsedBytes: 40 * 1024 * 1024,
  nesting: 50,
  /** Messages within messages that are opened. */
  innerMessages: 3,
  headerBytes: 2 * 1024 * 1024,
  headers: 2000,
  headerLength: 10_000,
  text: 1_000_000,
  html: 1_000_000,
  attachments: 500,
  images: 100,
  imageBytes: 6 * 1024 * 1024,
  raw: 256 * 1024,
  nameLength: 300,
} as const;

/** A message taken apart, with what had to be left out said in words. */
export interface ParsedMessage {
  readonly headers: readonly ShownHeader[];
  readonly headerCount: number;
  readonly text: string | null;
  readonly html: string | null;
  readonly images: readonly InlineImage[];
  readonly attachments: readonly AttachmentFacts[];
  readonly raw: string;
  readonly rawComplete: boolean;
  readonly limits: readonly string[];
}

/** Pictures in which no code can hide. */
const IMAGE = /^image\/(png|jpe?g|gif|webp|bmp)$/;

/**
 * Takes a message apart. Never fails: what cannot be read is said in `limits`. Attachments are listed, never opened: an archive
 * in an archive costs nothing.
 */
export async function parseMessage(bytes: Uint8Array): Promise<ParsedMessage> {
  const limits: string[] = [];
  const outline = outlineOf(bytes, limits);
  if (bytes.length > messageLimits.parsedBytes) {
    limits.push('The message is too big to be taken apart here. Save it to a file to read all of it.');
    return { ...outline, text: null, html: null, images: [], attachments: [], limits };
  }
  try {
    const email = await PostalMime.parse(bytes, {
      maxNestingDepth: messageLimits.nesting,
      maxHeadersSize: messageLimits.headerBytes,
      maxRfc822NestingDepth: messageLimits.innerMessages,
    });
    if (email.attachments.some((part) => part.rfc822DepthExceeded)) {
      limits.push('A message lies in a message in a message, and so on; the innermost ones are listed, not opened.');
    }
    return {
      ...outline,
      text: cutTo(email.text, messageLimits.text, 'The text', limits),
      html: cutTo(email.html, messageLimits.html, 'The HTML text', limits),
      images: imagesOf(email.attachments, limits),
      attachments: attachmentsOf(email.attachments, limits),
      limits,
    };
  } catch (error) {
    limits.push(`The parts of the message cannot be told apart: ${reasonOf(error)}. Its beginning is shown under Raw.`);
    return { ...outline, text: null, html: null, images: [], attachments: [], limits };
  }
}

/** What is shown of a message that was not taken apart, for whatever reason. */
export function outlineOf(
  bytes: Uint8Array,
  limits: string[],
): Pick<ParsedMessage, 'headers' | 'headerCount' | 'raw' | 'rawComplete'> {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, messageLimits.headerBytes));
  const fields = splitMessage(head.toString('latin1')).headers;
  if (fields.length > messageLimits.headers) {
    limits.push(`The message has ${fields.length} header lines; the first ${messageLimits.headers} are shown.`);
  }
  return {
    headers: fields.slice(0, messageLimits.headers).map(({ name, value }) => ({
      name: name.slice(0, messageLimits.nameLength),
      value: shownValue(value),
    })),
    headerCount: fields.length,
    raw: rawText(bytes.subarray(0, messageLimits.raw)),
    rawComplete: bytes.length <= messageLimits.raw,
  };
}

/** A header value as people read it: in one line, encoded words (RFC 2047) and raw UTF-8 decoded. */
export function shownValue(value: string): string {
  const line = unfold(value).slice(0, messageLimits.headerLength);
  try {
    return decodeWords(utf8Of(line));
  } catch {
    // An encoded word that is none stays as it was written.
    return line;
  }
}

/** Text of one character a byte as UTF-8 where it is that, else as it is (Latin-1). */
function utf8Of(latin1: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all that is not ASCII
  if (!/[^\x00-\x7f]/.test(latin1)) return latin1;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(latin1, 'latin1'));
  } catch {
    return latin1;
  }
}

function rawText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The cut may go through a character: its first bytes at the end are no reason to call the whole no UTF-8.
  for (let end = buffer.length; end > buffer.length - 4 && end >= 0; end -= 1) {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(buffer.subarray(0, end));
    } catch {
      // One byte less, then.
    }
  }
  return buffer.toString('latin1');
}

function cutTo(text: string | undefined, longest: number, what: string, limits: string[]): string | null {
  if (text === undefined) return null;
  if (text.length <= longest) return text;
  limits.push(`${what} is very long; its beginning is shown.`);
  return text.slice(0, longest);
}

function attachmentsOf(parts: readonly Attachment[], limits: string[]): AttachmentFacts[] {
  if (parts.length > messageLimits.attachments) {
    limits.push(`The message has ${parts.length} attachments; the first ${messageLimits.attachments} are listed.`);
  }
  return parts.slice(0, messageLimits.attachments).map((part) => ({
    name: part.filename?.slice(0, messageLimits.nameLength) ?? '',
    type: part.mimeType.slice(0, messageLimits.nameLength),
    size: sizeOf(part),
    inline: part.disposition === 'inline' || part.related === true,
  }));
}

function imagesOf(parts: readonly Attachment[], limits: string[]): InlineImage[] {
  const images: InlineImage[] = [];
  let left: number = messageLimits.imageBytes;
  let tooMany = false;
  for (const part of parts) {
    if (part.contentId === undefined || !IMAGE.test(part.mimeType) || typeof part.content === 'string') continue;
    const bytes = new Uint8Array(part.content);
    if (bytes.length > left || images.length >= messageLimits.images) {
      tooMany = true;
      continue;
    }
    left -= bytes.length;
    const base64 = Buffer.from(bytes).toString('base64');
    images.push({
      cid: part.contentId.replace(/^<|>$/g, ''),
      dataUri: `data:${part.mimeType};base64,${base64}`,
    });
  }
  if (tooMany) limits.push('Some pictures within the text are too big to be shown.');
  return images;
}

function sizeOf({ content }: Attachment): number {
  return typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength;
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/nesting depth/i.test(message)) return `they are nested more than ${messageLimits.nesting} levels deep`;
  if (/header/i.test(message)) return 'their headers are too long';
  return 'the message is not well formed';
}
