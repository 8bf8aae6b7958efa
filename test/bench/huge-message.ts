import { generateMailbox } from '../servers/mailbox-generator.ts';
import type { MailboxPlan } from '../servers/mailbox-plan.ts';
import { Random } from '../servers/random.ts';

/** Larger than this is the huge one of such a mailbox. */
export const hugeFrom = 20_000_000;

/** A mailbox of small messages, and a folder `Archive` with one message of about `hugeBytes`; with 0 that folder stays empty. */
export function mailboxWithHugeMessage(messages = 1000, hugeBytes = 200_000_000): MailboxPlan {
  const plan = generateMailbox({ seed: 106, folders: 13, messages, profile: 'small' });
  const archive = {
    path: ['Archive'],
    selectable: true,
    messages:
      hugeBytes === 0
        ? []
        : [{ bytes: hugeMessage(hugeBytes), flags: ['\\Seen'], internalDate: '14-Jul-2021 09:30:00 +0200' }],
  };
  return { folders: [...plan.folders, archive] };
}

function hugeMessage(bytes: number): Buffer {
  const header = Buffer.from(
    [
      'From: "Sender" <anna@example.org>',
      'To: ben@example.com',
      'Subject: The whole archive',
      'Date: Wed, 14 Jul 2021 09:30:00 +0200',
      'Message-ID: <huge@106.example.org>',
      'MIME-Version: 1.0',
      'Content-Type: application/octet-stream; name="archive.zip"',
      'Content-Transfer-Encoding: base64',
      '',
      '',
    ].join('\r\n'),
  );
  const random = new Random(106);
  const raw = Buffer.alloc(57 * 16_384);
  for (let at = 0; at + 4 <= raw.length; at += 4) raw.writeUInt32LE(random.below(2 ** 32), at);
  const block = Buffer.from(raw.toString('base64').replaceAll(/.{76}/g, '$&\r\n'), 'latin1');
  const body = Buffer.alloc(bytes - (bytes % 78));
  for (let at = 0; at < body.length; at += block.length) block.copy(body, at);
  return Buffer.concat([header, body]);
}
