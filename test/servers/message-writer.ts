import { Random } from './random.ts';

/** The oddities of real mail, one a message. */
export type MessageKind =
  | 'plain'
  | 'latin1-header'
  | 'utf8-header'
  | 'without-id'
  | 'repeated-id'
  | 'long-line'
  | 'bare'
  | 'no-body'
  | 'no-final-line-end'
  | 'folded';

/** What one generated message is made from. */
export interface MessageTraits {
  readonly kind: MessageKind;
  readonly number: number;
  readonly seed: number;
  /** For the Date header. */
  readonly date: string;
  /** Bytes to aim at; the header comes on top. Above 20,000 the rest is an attachment. */
  readonly size: number;
}

const words =
  'invoice meeting project please find attached regards thanks order delivery Thursday budget report draft'.split(' ');
const people = ['anna@example.org', 'ben@example.com', 'chandra@example.net', 'dora@example.org', 'emil@example.com'];

// One block of base64 lines that all attachments are cut from: making megabytes anew for each would cost more than the test.
const attachmentLines = 16_384;
const lineLength = 78;
let attachmentBlock: Buffer | undefined;

function attachment(random: Random, size: number): Buffer {
  if (attachmentBlock === undefined) {
    const source = new Random(1);
    const raw = Buffer.alloc(attachmentLines * 57);
    for (let at = 0; at + 4 <= raw.length; at += 4) raw.writeUInt32LE(source.below(2 ** 32), at);
    attachmentBlock = Buffer.from(raw.toString('base64').replaceAll(/.{76}/g, '$&\r\n'), 'latin1');
  }
  const parts: Buffer[] = [];
  for (let left = Math.ceil(size / lineLength); left > 0; ) {
    const first = random.below(attachmentLines - 1);
    const count = Math.min(left, attachmentLines - first);
    parts.push(attachmentBlock.subarray(first * lineLength, (first + count) * lineLength));
    left -= count;
  }
  return Buffer.concat(parts);
}

function text(random: Random, size: number): string {
  const lines: string[] = [];
  for (let length = 0; length < size; ) {
    const line = Array.from({ length: 4 + random.below(8) }, () => random.pick(words)).join(' ');
    lines.push(line);
    length += line.length + 2;
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** One message with CRLF line ends, unique by its number unless its kind is to repeat an id. Deterministic. */
export function writeMessage(random: Random, traits: MessageTraits): Buffer {
  const { kind, number, seed } = traits;
  const body = text(random, Math.min(traits.size, 20_000));
  if (kind === 'bare') return Buffer.from(`Subject: bare ${number}\r\n\r\n${body}`, 'latin1');
  const id =
    kind === 'repeated-id' ? `notice@${seed}.example.org` : `${number}.${random.below(1e9)}@${seed}.example.org`;
  const header = [
    `Received: from relay${random.below(9)}.example.net by mx.example.org with ESMTP id ${number};\r\n\t${traits.date}`,
    `From: "Sender ${random.below(50)}" <${random.pick(people)}>`,
    `To: ${random.pick(people)}`,
    `Subject: ${subject(kind, random, number)}`,
    `Date: ${traits.date}`,
    ...(kind === 'without-id' ? [] : [`Message-ID: <${id}>`]),
    ...(kind === 'folded' ? ['X-Odd:  two  blanks \t and\r\n   a  folded   line', 'X-Empty:'] : []),
    'MIME-Version: 1.0',
  ];
  const eightBit = kind === 'latin1-header' || kind === 'utf8-header';
  const type = `Content-Type: text/plain; charset=${kind === 'latin1-header' ? 'iso-8859-1' : 'utf-8'}`;
  const plain = [type, `Content-Transfer-Encoding: ${eightBit ? '8bit' : '7bit'}`];
  const written = bodyOf(kind, body);
  if (traits.size <= 20_000) return bytesOf([...header, ...plain].join('\r\n'), written, kind);
  const boundary = `=_${seed}_${number}`;
  const opening = [...header, `Content-Type: multipart/mixed; boundary="${boundary}"`, '', `--${boundary}`, ...plain];
  const between = [
    `--${boundary}`,
    `Content-Type: application/octet-stream; name="file ${number}.bin"`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename="file ${number}.bin"`,
  ];
  return Buffer.concat([
    bytesOf(opening.join('\r\n'), `${written}\r\n${between.join('\r\n')}\r\n\r\n`, kind),
    attachment(random, traits.size - 20_000),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
}

function subject(kind: MessageKind, random: Random, number: number): string {
  if (kind === 'latin1-header') return `Grüße aus Köln ${number}`;
  if (kind === 'utf8-header') return `Заказ № ${number} – 請求書`;
  return `${random.pick(words)} ${random.pick(words)} ${number}`;
}

function bodyOf(kind: MessageKind, body: string): string {
  if (kind === 'no-body') return '';
  if (kind === 'no-final-line-end') return body.slice(0, -2);
  if (kind === 'long-line') return `${body.replaceAll('\r\n', ' ').padEnd(12_000, 'x')}\r\n`;
  if (kind === 'latin1-header') return `Überraschung: äöü ß\r\n${body}`;
  if (kind === 'utf8-header') return `Привет, 世界 😀\r\n${body}`;
  return body;
}

function bytesOf(header: string, body: string, kind: MessageKind): Buffer {
  return Buffer.from(`${header}\r\n\r\n${body}`, kind === 'latin1-header' ? 'latin1' : 'utf8');
}
