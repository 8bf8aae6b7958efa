import { type Charset, encode } from './charsets.ts';
import { random } from './random.ts';

const lineEnd = '\r\n';

/** A header value with its non-ASCII words encoded (RFC 2047), at most twelve characters to a word, folded. */
export function encodedWords(text: string, charset: Charset): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words = [...text].reduce<string[]>((parts, character, index) => {
    if (index % 12 === 0) parts.push('');
    parts[parts.length - 1] += character;
    return parts;
  }, []);
  return words
    .map((word) => `=?${charset}?B?${Buffer.from(encode(word, charset), 'latin1').toString('base64')}?=`)
    .join(`${lineEnd} `);
}

/** Quoted-printable (RFC 2045 section 6.7) of a binary string with CRLF line ends; no line ends inside an escape. */
export function quotedPrintable(bytes: string): string {
  const escaped = (byte: string): string => `=${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  return bytes
    .replace(/[^\r\n\x20-\x3c\x3e-\x7e]/g, escaped)
    .replace(/ (?=\r\n|$)/g, '=20')
    .split(lineEnd)
    .map((line) => (line.length > 76 ? line.replace(/.{1,72}(?<!=.?)(?=.)/g, `$&=${lineEnd}`) : line))
    .join(lineEnd);
}

/** Base64 in lines of 76 (RFC 2045 section 6.8). */
export function base64Lines(bytes: string): string {
  return Buffer.from(bytes, 'latin1')
    .toString('base64')
    .replace(/.{76}(?=.)/g, `$&${lineEnd}`);
}

/** A text as body bytes with the transfer encoding that says how they are written. */
export function textPart(
  text: string,
  charset: Charset,
  transfer: '8bit' | 'quoted-printable' | 'base64',
  subtype = 'plain',
): string {
  const bytes = encode(text, charset);
  const encoding = charset === 'iso-2022-jp' ? '7bit' : transfer;
  const body =
    encoding === 'quoted-printable' ? quotedPrintable(bytes) : encoding === 'base64' ? base64Lines(bytes) : bytes;
  return [`Content-Type: text/${subtype}; charset=${charset}`, `Content-Transfer-Encoding: ${encoding}`, '', body].join(
    lineEnd,
  );
}

const bytesPerLine = 57;
let noise: readonly string[] | null = null;

/** Lines of base64 that look like compressed data; made once, attachments take what they need of them. */
function noiseLines(): readonly string[] {
  if (noise) return noise;
  const draw = random(0x5eed);
  const bytes = Buffer.alloc(bytesPerLine * 3000);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = draw.below(256);
  noise = bytes.toString('base64').match(/.{76}/g) ?? [];
  return noise;
}

/** An attached file of about so many bytes, taken from the noise at `offset`. */
export function attachmentPart(name: string, charset: Charset, bytes: number, offset: number): string {
  const lines = noiseLines();
  const content = [base64Lines('%PDF-1.4'.padEnd(bytesPerLine, '\n'))];
  for (let index = 0; index < bytes / bytesPerLine; index += 1)
    content.push(lines[(offset + index) % lines.length] ?? '');
  const shown = encodedWords(name, charset).replaceAll(lineEnd, '');
  return [
    `Content-Type: application/pdf; name="${shown}"`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename="${shown}"`,
    '',
    ...content,
  ].join(lineEnd);
}

/** Parts of a multipart between their boundaries. */
export function multipart(subtype: string, boundary: string, parts: readonly string[]): string {
  return [
    `Content-Type: multipart/${subtype}; boundary="${boundary}"`,
    '',
    'This is a message in several parts.',
    ...parts.flatMap((part) => [`--${boundary}`, part]),
    `--${boundary}--`,
    '',
  ].join(lineEnd);
}
