import { zoneOf } from '../server/internal-date.ts';
import { type Charset, encode } from './charsets.ts';
import { attachmentPart, encodedWords, multipart, textPart } from './mime.ts';
import { type Language, type Phrases, phrases } from './phrases.ts';
import type { Random } from './random.ts';

/** What is special about a message; `plain`, `html` and `attachment` are the everyday ones. */
export type Shape =
  | 'plain'
  | 'html'
  | 'attachment'
  | 'huge-attachment'
  | 'forwarded'
  | 'bounce'
  | 'no-message-id'
  | 'no-date'
  | 'invalid-date'
  | 'raw-8-bit-header'
  | 'no-body'
  | 'long-line'
  | 'bare-line-feeds';

export interface Envelope {
  readonly language: Language;
  readonly owner: { readonly name: string; readonly address: string };
  readonly outgoing: boolean;
  readonly instantMs: number;
  readonly zoneMinutes: number;
  readonly shape: Shape;
  /** Message-ID this one answers, if it does. */
  readonly answers: string | null;
}

export interface Composed {
  /** The bytes as a binary string. */
  readonly raw: string;
  readonly messageId: string | null;
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 5322 date-time as a clock so many minutes east of UTC shows it. */
export function headerDate(instantMs: number, minutesEast: number): string {
  const local = new Date(instantMs + minutesEast * 60_000);
  const time = local.toISOString().slice(11, 19);
  const date = `${local.getUTCDate()} ${months[local.getUTCMonth()]} ${local.getUTCFullYear()}`;
  return `${days[local.getUTCDay()]}, ${date} ${time} ${zoneOf(minutesEast)}`;
}

const invalidDates = [
  'Thu, 32 Okt 2011 25:61:00',
  'yesterday',
  '11/12/13 14:15',
  'Mon, 00 Jan 0000 00:00:00 GMT',
] as const;

function fill(text: string, from: Phrases, random: Random): string {
  return text
    .replace('{n}', () => String(1000 + random.below(8999)))
    .replace('{item}', () => random.pick(from.items))
    .replace('{place}', () => random.pick(from.places))
    .replace('{day}', () => random.pick(from.days));
}

function paragraphs(from: Phrases, random: Random): string {
  const lines: string[] = [random.pick(from.greetings), ''];
  for (let paragraph = 1 + random.below(3); paragraph > 0; paragraph -= 1) {
    for (let sentence = 1 + random.below(3); sentence > 0; sentence -= 1) {
      lines.push(fill(random.pick(from.sentences), from, random));
    }
    lines.push('');
  }
  return [...lines, random.pick(from.closings), ''].join('\r\n');
}

function contentOf(shape: Shape, text: string, subject: string, charset: Charset, random: Random): string {
  const transfer = charset === 'shift_jis' ? 'base64' : random.pick(['8bit', 'quoted-printable', 'base64'] as const);
  const plain = textPart(text, charset, transfer);
  const boundary = `=_part_${random.below(1e9).toString(36)}_${random.below(1e9).toString(36)}`;
  switch (shape) {
    case 'html': {
      const html = `<html><body><p>${text.trim().replaceAll('\r\n\r\n', '</p>\r\n<p>').replaceAll('&', '&amp;')}</p></body></html>\r\n`;
      return multipart('alternative', boundary, [plain, textPart(html, charset, transfer, 'html')]);
    }
    case 'attachment': {
      const bytes = random.chance(2) ? 150_000 + random.below(100_000) : 2_000 + random.below(14_000);
      return multipart('mixed', boundary, [
        plain,
        attachmentPart(`${subject}.pdf`, charset, bytes, random.below(2000)),
      ]);
    }
    case 'huge-attachment':
      return multipart('mixed', boundary, [plain, attachmentPart('scan.pdf', charset, 3_900_000, 0)]);
    case 'forwarded':
      return multipart('mixed', boundary, [
        plain,
        `Content-Type: message/rfc822\r\n\r\nSubject: ${encodedWords(subject, charset)}\r\nFrom: <gate@pilot-office.test>\r\n${plain}`,
      ]);
    case 'bounce':
      return multipart('report; report-type=delivery-status', boundary, [
        plain,
        'Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.lighthouse.test\r\n\r\nFinal-Recipient: rfc822; gone@lighthouse.test\r\nAction: failed\r\nStatus: 5.1.1',
      ]);
    case 'no-body':
      return '';
    case 'long-line':
      return textPart(
        `${text.replaceAll('\r\n', ' ').repeat(12)}\r\n`,
        charset,
        charset === 'shift_jis' ? 'base64' : '8bit',
      );
    default:
      return plain;
  }
}

/** Writes one message, the same for the same draws. */
export function compose(envelope: Envelope, random: Random): Composed {
  const { language, owner, outgoing, instantMs, zoneMinutes, shape } = envelope;
  const from = phrases[language];
  const charset = random.pick(from.charsets);
  const [personName, personAddress] = random.pick(from.people);
  const person = { name: personName, address: personAddress };
  const [sender, recipient] = outgoing ? [owner, person] : [person, owner];
  const subject = (envelope.answers ? from.replyPrefix : '') + fill(random.pick(from.subjects), from, random);
  const word = (text: string): string =>
    shape === 'raw-8-bit-header'
      ? encode(text, charset === 'utf-8' ? 'iso-8859-1' : charset)
      : encodedWords(text, charset);
  const named = (who: { name: string; address: string }): string =>
    /[(),&]/.test(who.name) && /^[\x20-\x7e]*$/.test(who.name)
      ? `"${who.name}" <${who.address}>`
      : `${word(who.name)} <${who.address}>`;
  const date = headerDate(instantMs, zoneMinutes);
  const senderDomain = sender.address.slice(sender.address.indexOf('@') + 1);
  const id = `<${instantMs.toString(36)}.${random.below(1e9).toString(36)}@${senderDomain}>`;
  const messageId = shape === 'no-message-id' ? null : id;

  const header: string[] = [];
  if (!outgoing) {
    header.push(
      `Return-Path: <${sender.address}>`,
      `Received: from mx.${senderDomain} ([192.0.2.${1 + random.below(254)}])\r\n\tby mail.${owner.address.split('@')[1]} with  ESMTP;  ${date}`,
    );
  }
  if (messageId) header.push(`Message-ID: ${messageId}`);
  if (envelope.answers) header.push(`In-Reply-To: ${envelope.answers}`, `References: ${envelope.answers}`);
  if (shape !== 'no-date') header.push(`Date: ${shape === 'invalid-date' ? random.pick(invalidDates) : date}`);
  header.push(`From: ${named(sender)}`, `To: ${named(recipient)}`);
  // Runs of blanks: some servers squeeze them, and a comparison has to see through that.
  header.push(`Subject: ${random.chance(5) ? ' ' : ''}${word(subject)}`);
  if (random.chance(30)) header.push('X-Mailer: Quay Mail  3.2   (build 17)');
  header.push('MIME-Version: 1.0');

  const content = contentOf(shape, paragraphs(from, random), subject, charset, random);
  const raw = `${header.join('\r\n')}\r\n${content || '\r\n'}`;
  return { raw: shape === 'bare-line-feeds' ? raw.replaceAll('\r\n', '\n') : raw, messageId };
}
