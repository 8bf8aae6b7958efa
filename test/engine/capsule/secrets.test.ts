// A run fails on a server that repeats everything it was told: the trace goes along into the capsule, the secrets do not.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Capsule } from '../../../shared/domain/capsule.ts';
import { unpackCapsule } from '../../../shared/domain/capsule-archive.ts';
import { type ScriptedImapServer, startScriptedImap } from '../../servers/scripted-imap.ts';
import { openDesk, type SurgeryDesk } from '../surgery/surgery-desk.ts';
import { smallPlan } from '../transfer/scripted-pair.ts';

const user = 'anna@harbour.test';
const passwords = { source: 'Kelp-Lantern-58', destination: 'Tide "Table"\\07' };
const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** Each form in which a password leaves this program or a server may repeat it. */
const forms = (password: string): Record<string, string> => ({
  plain: password,
  quoted: password.replaceAll(/["\\]/g, '\\$&'),
  base64: base64(password),
  'AUTH PLAIN': base64(`\0${user}\0${password}`),
  'AUTH PLAIN with identity': base64(`${user}\0${user}\0${password}`),
  'in an address': encodeURIComponent(password),
});

describe('a capsule of a mailbox whose server repeats what it was told', () => {
  let from: ScriptedImapServer;
  let to: ScriptedImapServer;
  let desk: SurgeryDesk;

  beforeAll(async () => {
    const echo = Object.values(forms(passwords.destination))
      .concat(Object.values(forms(passwords.source)))
      .join(' | ');
    from = await startScriptedImap();
    to = await startScriptedImap({
      script: [
        { match: /^APPEND/i, from: 3, times: 1, reply: [`{tag} NO [SERVERBUG] ${user} said ${echo}`] },
        { match: /^APPEND/i, from: 5, reply: [`* BYE ${user} said ${echo}`], after: 'close' },
      ],
    });
    from.addUser(user, passwords.source, smallPlan);
    to.addUser(user, passwords.destination);
    const place = (server: ScriptedImapServer, password: string) => ({
      host: server.host,
      port: server.port,
      user,
      password,
    });
    desk = await openDesk(place(from, passwords.source), place(to, passwords.destination));
    expect((await desk.run({ connections: 1 })).state).not.toBe('complete');
  });
  afterAll(async () => {
    await desk?.close();
    await Promise.all([from?.stop(), to?.stop()]);
  });

  async function capsuleOf(hideNames: boolean): Promise<{ readonly texts: string; readonly capsule: Capsule }> {
    const { archive } = await desk.engine.client.capsule.make({ mailboxId: desk.mailboxId, hideNames });
    const { capsule, note } = unpackCapsule(Buffer.from(archive, 'base64'));
    return { texts: `${JSON.stringify(capsule)}\n${note}`, capsule };
  }

  test.each([true, false])(
    'holds what was said before the failure, and no secret in any form (names hidden: %s)',
    async (hideNames) => {
      const { texts, capsule } = await capsuleOf(hideNames);
      const lines = capsule.traces.flatMap((trace) => trace.lines);
      expect(lines.some((line) => /^C: .*APPEND/.test(line))).toBe(true);
      expect(lines.some((line) => /said/.test(line))).toBe(true);
      const found = Object.values(passwords).flatMap((password) =>
        Object.entries(forms(password)).flatMap(([form, text]) =>
          texts.includes(text) || texts.includes(JSON.stringify(text).slice(1, -1)) ? [`${form} of ${password}`] : [],
        ),
      );
      expect(found).toEqual([]);
    },
  );

  test('names nobody where names are hidden, not in the trace either', async () => {
    const { texts, capsule } = await capsuleOf(true);
    const subjects = smallPlan.folders
      .flatMap(({ messages }) => messages)
      .flatMap(({ bytes }) => /^Subject: ([^\r\n]{12,})/im.exec(bytes.toString('latin1'))?.[1] ?? [])
      .filter((subject) => !subject.startsWith('=?'));
    expect(subjects.length).toBeGreaterThan(5);
    const named = [user, 'harbour.test', ...subjects].filter((name) => texts.includes(name));
    expect(named).toEqual([]);
    expect(capsule.redacted).toBe(true);
    // Not because nothing was there to hide.
    expect((await capsuleOf(false)).texts).toContain(user);
  });
});
