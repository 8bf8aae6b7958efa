import { describe, expect, it } from 'vitest';
import type { CommandLine } from '../../../electron/cli/command-line.ts';
import { parseCommandLine } from '../../../electron/cli/parse-command-line.ts';
import { HelpWanted, UsageError } from '../../../electron/cli/usage-error.ts';

const parse = (...parameters: string[]): CommandLine => parseCommandLine(parameters, '1.2.3');
const sides = [
  '--source',
  'imaps://anna@harbour.test@old.example',
  '--destination',
  'imap://anna%40harbour.test@new.example:1143',
];

function refusal(...parameters: string[]): string {
  try {
    parse(...parameters);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('was accepted');
}

describe('copy and verify', () => {
  it('reads both sides and leaves everything else at its default', () => {
    expect(parse('copy', ...sides)).toEqual({
      command: 'copy',
      json: false,
      verbose: false,
      source: {
        endpoint: { protocol: 'imap', tls: 'implicit', user: 'anna@harbour.test', host: 'old.example', port: 993 },
        passwordFile: null,
        fingerprint: null,
      },
      destination: {
        endpoint: { protocol: 'imap', tls: 'starttls', user: 'anna@harbour.test', host: 'new.example', port: 1143 },
        passwordFile: null,
        fingerprint: null,
      },
      sourceOver: null,
      workspace: null,
      choices: [],
      options: {
        kind: 'copy',
        folders: [],
        exclude: [],
        messages: [],
        since: null,
        atOpenSrs: null,
        before: null,
        skipDeleted: false,
        maxSize: null,
        newestFirst: null,
        verify: 'standard',
        redeliver: false,
        connections: null,
        rate: null,
        messageRate: null,
        quietHours: null,
        sourceEndpointId: null,
        repair: null,
      },
    });
  });

  it('reads another way to the source, as the same user', () => {
    expect(parse('copy', ...sides, '--source-over', 'pop3s://old.example')).toMatchObject({
      source: { endpoint: { protocol: 'imap' } },
      sourceOver: { endpoint: { protocol: 'pop3', user: 'anna@harbour.test', port: 995 }, fingerprint: null },
    });
    expect(refusal('copy', ...sides, '--source-over', 'pop3s://berta@old.example')).toMatch(/another user/);
  });

  it('reads what narrows a run and what slows it down', () => {
    const line = parse(
      ...['copy', ...sides, '--since', '2020-01-01', '--before', '2021-01-01', '--skip-deleted'],
      ...['--message-rate', '20/s', '--quiet-hours', '22:00-6:00'],
    );
    expect(line).toMatchObject({
      options: {
        since: '2020-01-01T00:00:00.000Z',
        before: '2021-01-01T00:00:00.000Z',
        skipDeleted: true,
        messageRate: 20,
        quietHours: { from: '22:00', to: '06:00' },
      },
    });
    expect(refusal('copy', ...sides, '--since', '2021-01-01', '--before', '2021-01-01')).toMatch(/not earlier/);
  });

  it('reads every option', () => {
    const fingerprint = 'AB'.repeat(32);
    const line = parse(
      ...['copy', ...sides, '--source-password-file', 'a', '--destination-password-file', 'b'],
      ...[
        '--source-fingerprint',
        fingerprint,
        '--workspace',
        'here',
        '--delta',
        '--folder',
        'INBOX',
        '--folder',
        'Sent',
      ],
      ...[
        '--exclude',
        'Spam',
        '--map',
        'Gesendet=Sent',
        '--since',
        '2024-01-31',
        '--max-size',
        '25MB',
        '--newest-first',
      ],
      ...['--redeliver', '--verify', 'deep', '--connections', '3', '--rate', '2MB/s', '--json', '--verbose'],
    );
    expect(line).toMatchObject({
      json: true,
      verbose: true,
      workspace: 'here',
      source: { passwordFile: 'a', fingerprint: fingerprint.match(/../g)?.join(':') },
      destination: { passwordFile: 'b', fingerprint: null },
      choices: [{ source: 'Gesendet', destination: 'Sent' }],
      options: {
        kind: 'delta',
        folders: ['INBOX', 'Sent'],
        exclude: ['Spam'],
        since: '2024-01-31T00:00:00.000Z',
        maxSize: 26_214_400,
        newestFirst: true,
        redeliver: true,
        verify: 'deep',
        connections: 3,
        rate: 2_097_152,
      },
    });
  });

  it('makes a rehearsal of --dry-run, and only of that', () => {
    expect(parse('copy', ...sides, '--dry-run')).toMatchObject({ options: { kind: 'rehearsal' } });
    expect(refusal('copy', ...sides, '--dry-run', '--delta')).toMatch(/cannot be used with/);
  });

  it('repairs what an earlier run found, and takes nothing else that chooses messages', () => {
    expect(parse('copy', ...sides, '--repair-of', ' 7f-e1 ')).toMatchObject({
      options: { kind: 'copy', repair: { runId: '7f-e1', findingIds: null } },
    });
    expect(parse('copy', ...sides, '--repair-of', 'LAST')).toMatchObject({ options: { repair: { runId: 'last' } } });
    expect(refusal('copy', ...sides, '--repair-of', '')).toMatch(/not the id of a run/);
    expect(refusal('verify', ...sides, '--repair-of', 'last')).toMatch(/unknown option '--repair-of'/);
    for (const other of [['--delta'], ['--dry-run'], ['--folder', 'INBOX'], ['--since', '2026-01-01'], ['--redeliver']])
      expect(refusal('copy', ...sides, '--repair-of', 'last', ...other)).toMatch(/cannot be used with/);
  });

  it('verifies, and knows no option that copies', () => {
    expect(parse('verify', ...sides)).toMatchObject({
      command: 'verify',
      options: { kind: 'verify', verify: 'standard' },
    });
    for (const option of ['--delta', '--dry-run', '--redeliver', '--newest-first']) {
      expect(refusal('verify', ...sides, option)).toMatch(/unknown option/);
    }
    expect(refusal('verify', ...sides, '--verify', 'none')).toMatch(/Allowed choices are standard, deep/);
  });

  it('says what is missing or wrong, and what to do', () => {
    expect(refusal('copy')).toMatch(/--source <endpoint>' not specified/);
    expect(refusal('copy', ...sides.slice(0, 2))).toMatch(/--destination/);
    expect(refusal('copy', '--source', 'imaps://old.example', ...sides.slice(2))).toMatch(
      /--source names no user.*imaps:\/\//,
    );
    expect(refusal('copy', '--source', 'smtp://a@b', ...sides.slice(2))).toMatch(/"smtp" is not a known scheme/);
    expect(refusal('copy', '--source', 'imaps://a@b:99999', ...sides.slice(2))).toMatch(/Port 99999/);
    expect(refusal('copy', ...sides.slice(0, 2), '--destination', 'pop3s://a@b')).toMatch(/POP3 can only be read/);
    expect(refusal('copy', ...sides, '--max-size', 'big')).toMatch(/25MB/);
    expect(
      refusal('copy', '--source', 'imap+insecure://a@b', ...sides.slice(2), '--source-fingerprint', 'AB'.repeat(32)),
    ).toMatch(/clear-text/);
  });
});

describe('probe and rehearse', () => {
  it('reads an endpoint with or without a user', () => {
    expect(parse('probe', 'imaps://old.example')).toMatchObject({
      command: 'probe',
      endpoint: { host: 'old.example', user: null, port: 993 },
      passwordFile: null,
    });
    expect(parse('probe', 'imaps://anna@old.example', '--json', '--source-password-file', 'f')).toMatchObject({
      endpoint: { user: 'anna' },
      passwordFile: 'f',
      json: true,
    });
    expect(refusal('probe')).toMatch(/missing required argument 'endpoint'/);
  });

  it('reads a rehearsal', () => {
    expect(parse('rehearse')).toEqual({
      command: 'rehearse',
      json: false,
      verbose: false,
      seed: null,
      workspace: null,
    });
    expect(parse('rehearse', '--seed', '7', '--workspace', 'w')).toMatchObject({ seed: 7, workspace: 'w' });
  });
});

describe('help', () => {
  it.each([['--help'], ['help'], ['copy', '--help'], ['help', 'copy'], ['--version']])(
    'is given for %j',
    (...parameters) => {
      expect(() => parse(...parameters)).toThrow(HelpWanted);
    },
  );

  it('goes with a refusal when nothing was asked', () => {
    expect(refusal()).toMatch(/^No command was given[\s\S]*Exit status/);
    expect(refusal('cpy')).toMatch(/unknown command 'cpy'; did you mean copy/);
  });
});

describe('passwords on the command line', () => {
  const secret = 'Kelp-Heron-20';
  it.each([
    ['in the source', ['copy', '--source', `imaps://anna:${secret}@old.example`]],
    ['in the source, glued', ['copy', `--source=imaps://anna:${secret}@old.example`]],
    [
      'in an address with a user that has an @',
      ['copy', '--source', `imaps://anna@harbour.test:${secret}@old.example`],
    ],
    ['in an endpoint to probe', ['probe', `imaps://anna:${secret}@old.example`]],
    ['in an address without a scheme', ['probe', `anna:${secret}@old.example`]],
    ['in the place of the port', ['probe', `imaps://old.example:${secret}`]],
    ['in a query', ['probe', `imaps://anna@old.example?password=${secret}`]],
    ['in the address of an unknown scheme', ['probe', `mail://anna:${secret}@old.example`]],
    ['as an option', ['copy', ...sides, '--source-password', secret]],
    ['as an option, glued', ['copy', ...sides, `--destination-password=${secret}`]],
    ["as another tool's option", ['copy', ...sides, '--password1', secret]],
    ['as a short option', ['copy', ...sides, '-pw', secret]],
    ['as an unknown option', ['copy', ...sides, `--sesame=${secret}`]],
    ['as a stray argument', ['copy', ...sides, secret]],
  ])('are refused and not repeated: %s', (_where, parameters) => {
    expect(refusal(...parameters)).not.toContain(secret);
  });

  it('are not seen where there are none', () => {
    expect(parse('probe', 'imaps://[::1]:1993')).toMatchObject({ endpoint: { host: '::1', port: 1993 } });
    expect(parse('copy', ...sides, '--source-password-file=p', '--folder', 'Passwords')).toMatchObject({
      command: 'copy',
    });
  });
});
