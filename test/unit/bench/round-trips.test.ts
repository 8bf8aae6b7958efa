import { describe, expect, it } from 'vitest';
import { type LineEvent, measureLineUse } from '../../bench/round-trips.ts';

/** `at connection > tag text` for what leaves the client, `<` for what reaches it; a tag `*` stands for none. */
function events(text: string): LineEvent[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [at = '', connection = '', arrow = '', tag = '', ...words] = line.trim().split(' ');
      const wire = arrow === '<' ? `${tag} ${words.join(' ')}` : words.join(' ');
      return {
        at: Number(at),
        connection: Number(connection),
        side: Number(connection) % 2,
        kind: arrow === '>' ? 'sent' : 'received',
        tag: tag === '*' ? null : tag,
        text: wire,
      };
    });
}

const bothLoggedIn = `
  0 1 > * connect
  1 2 > * connect
  40 1 < * OK ready
  41 2 < * OK ready
  42 1 > 1 LOGIN a b
  43 2 > 1 LOGIN a b
  82 1 < 1 OK in
  83 2 < 1 OK in`;

describe('measureLineUse', () => {
  it('counts nothing after login where nothing follows', () => {
    expect(measureLineUse(events(bothLoggedIn))).toMatchObject({ roundTrips: 2, afterLogin: 0, loggedInAt: 83 });
  });

  it('counts commands on several connections once when they go side by side', () => {
    const use = measureLineUse(
      events(`${bothLoggedIn}
        90 1 > 2 LIST "" "*"
        91 2 > 2 LIST "" "*"
        130 1 < 2 OK done
        131 2 < 2 OK done
        132 1 > 3 EXAMINE INBOX
        133 2 > 3 SELECT INBOX
        172 1 < 3 OK done
        173 2 < 3 OK done`),
    );
    expect(use).toMatchObject({ roundTrips: 4, afterLogin: 2, connections: 2, commands: 6 });
    expect(use.verbs).toEqual({ LOGIN: 2, LIST: 2, EXAMINE: 1, SELECT: 1 });
  });

  it('counts pipelined commands once, and each that waits for an answer', () => {
    const pipelined = measureLineUse(
      events(`${bothLoggedIn}
        90 1 > 2 STATUS a (MESSAGES)
        90 1 > 3 STATUS b (MESSAGES)
        130 1 < * STATUS a
        130 1 < 2 OK done
        130 1 < * STATUS b
        130 1 < 3 OK done`),
    );
    expect(pipelined.afterLogin).toBe(1);
    const waited = measureLineUse(
      events(`${bothLoggedIn}
        90 1 > 2 STATUS a (MESSAGES)
        130 1 < 2 OK done
        131 1 > 3 STATUS b (MESSAGES)
        171 1 < 3 OK done`),
    );
    expect(waited.afterLogin).toBe(2);
  });

  it('counts a connection that is opened later, and not the goodbye', () => {
    const use = measureLineUse(
      events(`${bothLoggedIn}
        90 3 > * connect
        130 3 < * OK ready
        131 3 > 1 LOGIN a b
        171 3 < 1 OK in
        172 1 > 2 LOGOUT
        172 3 > 2 LOGOUT`),
    );
    expect(use).toMatchObject({ afterLogin: 2, connections: 3, commands: 3 });
  });

  it('knows no login where one side refused it', () => {
    const refused = bothLoggedIn.replace('83 2 < 1 OK in', '83 2 < 1 NO wrong');
    expect(measureLineUse(events(refused)).loggedInAt).toBeNull();
  });
});
