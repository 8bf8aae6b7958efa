import { describe, expect, it } from 'vitest';
import { messageLimits, parseMessage } from '../../../electron/engine/messages/parse-message.ts';
import { deepNesting, manyHeaders, messagesInMessages, wrongCharset } from '../../servers/hostile-mail.ts';

const parse = (text: string | Buffer) => parseMessage(Buffer.from(text as string, 'latin1'));

describe('a message taken apart', () => {
  it('shows headers decoded and in order, text, HTML, attachments and inline pictures', async () => {
    const parsed = await parse(
      [
        'From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>',
        'Subject: =?utf-8?b?R3LDvMOfZQ==?=',
        'MIME-Version: 1.0',
        'Content-Type: multipart/related; boundary=b',
        '',
        '--b',
        'Content-Type: text/html; charset=utf-8',
        '',
        '<p>Hi <img src="cid:logo@x"></p>',
        '--b',
        'Content-Type: image/png',
        'Content-ID: <logo@x>',
        'Content-Transfer-Encoding: base64',
        '',
        'iVBORw0KGgo=',
        '--b',
        'Content-Type: image/svg+xml',
        'Content-ID: <evil@x>',
        '',
        '<svg onload="alert(1)"/>',
        '--b',
        'Content-Type: application/zip; name="inner.zip"',
        'Content-Disposition: attachment; filename="inner.zip"',
        '',
        'PK',
        '--b--',
        '',
      ].join('\r\n'),
    );
    expect(parsed.headers.slice(0, 2)).toEqual([
      { name: 'From', value: 'Jürgen <j@example.org>' },
      { name: 'Subject', value: 'Grüße' },
    ]);
    expect(parsed.html).toContain('Hi <img');
    // Only pictures without code in them are handed over.
    expect(parsed.images).toEqual([{ cid: 'logo@x', dataUri: 'data:image/png;base64,iVBORw0KGgo=' }]);
    expect(parsed.attachments.map(({ name, type, inline }) => [name, type, inline])).toEqual([
      ['', 'image/png', true],
      ['', 'image/svg+xml', true],
      ['inner.zip', 'application/zip', false],
    ]);
    expect(parsed).toMatchObject({ limits: [], rawComplete: true });
  });

  it('shows the first headers of 10,000 and says how many there are', async () => {
    const parsed = await parse(manyHeaders(10_000));
    expect(parsed.headers).toHaveLength(messageLimits.headers);
    expect(parsed.headerCount).toBeGreaterThan(10_000);
    expect(parsed.limits[0]).toContain('header lines; the first');
    expect(parsed.text).toContain('body');
  });

  it('does not follow parts in parts without end', async () => {
    const parsed = await parse(deepNesting(2000));
    expect(parsed.limits[0]).toContain('nested more than 50 levels deep');
    expect(parsed).toMatchObject({ text: null, html: null });
    expect(parsed.raw).toContain('Content-Type: multipart/mixed');
  });

  it('does not open messages in messages without end', async () => {
    const parsed = await parse(messagesInMessages(40));
    expect(parsed.limits.join()).toContain('A message lies in a message');
  });

  it('reads a charset that is none, and one that is another than told', async () => {
    const parsed = await parse(wrongCharset);
    expect(parsed.text).toContain('caf');
    expect(parsed.headers.find(({ name }) => name === 'Subject')?.value).toContain('Gr');
  });

  it('cuts what is very long', async () => {
    const long = `Subject: x\r\nContent-Type: text/plain\r\n\r\n${'x'.repeat(messageLimits.text + 10)}`;
    const parsed = await parse(long);
    expect(parsed.text).toHaveLength(messageLimits.text);
    expect(parsed.rawComplete).toBe(false);
    expect(parsed.limits).toEqual(['The text is very long; its beginning is shown.']);
  });

  it('does not take apart what is too big, and never fails', async () => {
    const huge = Buffer.alloc(messageLimits.parsedBytes + 1, 'x');
    expect((await parseMessage(huge)).limits[0]).toContain('too big');
    for (const text of [
      '',
      '\r\n',
      ':',
      'no header at all',
      '\0\0\0',
      'Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n',
    ])
      await expect(parse(text)).resolves.toMatchObject({ rawComplete: true });
  });
});
