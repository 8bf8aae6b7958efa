import { Command, CommanderError, Option } from 'commander';
import type { ParsedEndpoint } from '../../shared/domain/endpoint-url.ts';
import type { VerifyDepth } from '../../shared/domain/run.ts';
import type { CommandLine } from './command-line.ts';
import { parseEndpointArgument, refusePasswords } from './endpoint-argument.ts';
import {
  collect,
  collectMap,
  parseConnections,
  parseDate,
  parseFingerprint,
  parseMessageRate,
  parseQuietHours,
  parseRate,
  parseRunName,
  parseSeed,
  parseSize,
} from './option-values.ts';
import { type CommonValues, commonOf, type RunValues, runArguments } from './run-arguments.ts';
import { HelpWanted, UsageError } from './usage-error.ts';

const AFTER_HELP = `
Endpoints:
  imaps://user@host:port          TLS from the start
  imap://user@host:port           STARTTLS, required
  imap+insecure://user@host:port  clear text, only ever by this name
  and the same three for pop3. A user name may hold @ as it is or as %40.
  mailenable-store:/path/Postoffices/<post office>/MAILROOT/<mailbox>
                                  a copied message store of MailEnable, as source; no password

Passwords are never arguments: they come from MAILFERRY_SOURCE_PASSWORD and MAILFERRY_DESTINATION_PASSWORD, from
--source-password-file and --destination-password-file, or are asked for on a terminal.

Exit status:
  0 complete, 1 anything not named here, 2 wrong usage, 3 could not connect or log in,
  4 ended with findings or skipped messages, 5 cancelled`;

/**
 * Reads the arguments after the program's name.
 *
 * @throws UsageError for what cannot be carried out; HelpWanted when help or the version was asked for
 */
export function parseCommandLine(parameters: readonly string[], version: string): CommandLine {
  refusePasswords(parameters);
  let parsed: CommandLine | null = null;
  let printed = '';
  const program = buildProgram(version, (line) => {
    parsed = line;
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => {
        printed += text;
      },
      writeErr: (text) => {
        printed += text;
      },
      outputError: () => undefined,
    });
  }
  try {
    program.parse([...parameters], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) throw new HelpWanted(printed);
    if (error.code === 'commander.help') throw new UsageError(`No command was given.\n\n${printed.trimEnd()}`);
    throw new UsageError(withoutValues(error));
  }
  if (parsed === null) throw new UsageError('No command was given; "mailferry --help" lists them.');
  return parsed;
}

/** Commander repeats what it does not know; a slip of the hand could have put a password there. */
function withoutValues(error: CommanderError): string {
  const text = error.message.replace(/^error: /, '');
  const safe =
    error.code === 'commander.excessArguments'
      ? text.replace(/(but got \d+): .*$/s, '$1')
      : error.code === 'commander.unknownOption'
        ? text.replace(/^(unknown option '[^'=]*)=.*'(?=\s|$)/s, "$1'")
        : text;
  return safe.replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?');
}

function common(command: Command): Command {
  return command
    .option('--json', 'print one machine-readable result on standard output')
    .option('--verbose', 'log the details too, on standard error');
}

function runCommand(name: 'copy' | 'verify', description: string): Command {
  const command = new Command(name)
    .description(description)
    .requiredOption('--source <endpoint>', 'the mailbox to copy from: imaps://user@host:port', parseEndpointArgument)
    .requiredOption('--destination <endpoint>', 'the mailbox it goes to', parseEndpointArgument)
    .option(
      '--source-over <endpoint>',
      'read the source over this server instead, as the same user',
      parseEndpointArgument,
    )
    .option('--source-password-file <file>', 'read the password of the source from the first line of a file')
    .option('--destination-password-file <file>', 'the same for the destination')
    .option('--source-fingerprint <sha256>', 'trust exactly this certificate of the source', parseFingerprint)
    .option('--destination-fingerprint <sha256>', 'trust exactly this one of the destination', parseFingerprint)
    .option('--workspace <dir>', "where the ledger lives (default: a folder per pair of mailboxes in the user's data)")
    .option('--folder <name>', 'only this source folder; may be given several times', collect)
    .option('--exclude <name>', 'leave this source folder out; may be given several times', collect)
    .option('--map <source=destination>', 'where a folder goes; nothing after = leaves it out', collectMap)
    .option('--since <date>', 'only messages that arrived on this date or later', parseDate)
    .option('--before <date>', 'only messages that arrived before this date', parseDate)
    .option('--skip-deleted', 'leave out what is marked as deleted on the source and not removed yet')
    .option('--max-size <size>', 'skip and report larger messages, e.g. 25MB', parseSize)
    .option('--connections <number>', 'connections per side', parseConnections)
    .option('--rate <size>', 'at most so many bytes per second, e.g. 2MB', parseRate)
    .option('--message-rate <number>', 'at most so many messages per second, e.g. 20', parseMessageRate)
    .option('--quiet-hours <from-to>', 'do nothing in these hours, e.g. 22:00-06:00', parseQuietHours);
  const depths: VerifyDepth[] = name === 'copy' ? ['none', 'standard', 'deep'] : ['standard', 'deep'];
  command.addOption(
    new Option('--verify <depth>', 'how both sides are compared; deep reads all bytes again')
      .choices(depths)
      .default('standard'),
  );
  if (name === 'copy') {
    command
      .addOption(new Option('--delta', 'look only where something changed since the last run').conflicts('dryRun'))
      .addOption(new Option('--dry-run', 'say what would be copied, and copy nothing'))
      .addOption(
        new Option(
          '--repair-of <run>',
          'copy only what findings of this earlier run name; "last": the latest comparison',
        )
          // The findings name the messages: nothing is left to choose.
          .conflicts(['delta', 'dryRun', 'folder', 'exclude', 'since', 'before', 'skipDeleted', 'redeliver'])
          .argParser(parseRunName),
      )
      .option('--newest-first', 'copy the newest messages first')
      .option('--redeliver', 'bring back what an earlier run copied and somebody removed at the destination since');
  }
  return common(command);
}

function buildProgram(version: string, found: (line: CommandLine) => void): Command {
  const program = new Command('mailferry')
    .description('Copies mailboxes from one mail server to another and proves that everything arrived.')
    .version(version)
    .helpCommand(true)
    .addHelpText('after', AFTER_HELP);

  const probe = common(
    new Command('probe')
      .description('What a server can do and how fast it answers; with a user also a login, its folders and quota.')
      .argument('<endpoint>', 'for example imaps://mail.example:993', parseEndpointArgument)
      .option('--source-password-file <file>', 'log in with the password in the first line of this file')
      .option('--source-fingerprint <sha256>', 'trust exactly this certificate', parseFingerprint),
  ).action((endpoint: ParsedEndpoint, values: Partial<RunValues>) => {
    found({
      command: 'probe',
      ...commonOf(values),
      endpoint,
      passwordFile: values.sourcePasswordFile ?? null,
      fingerprint: values.sourceFingerprint ?? null,
    });
  });

  const copy = runCommand('copy', 'Copy one mailbox, or go on where an earlier copy stopped.').action(
    (values: RunValues) => found(runArguments('copy', values)),
  );
  const verify = runCommand('verify', 'Compare both sides message by message and change nothing.').action(
    (values: RunValues) => found(runArguments('verify', values)),
  );
  const rehearse = common(
    new Command('rehearse')
      .description('Migrate and verify the practice customers, start to finish, on servers of their own.')
      .option('--seed <number>', 'make other mail than usual', parseSeed)
      .option('--workspace <dir>', 'keep the practice workspace in this empty folder'),
  ).action((values: CommonValues & { seed?: number; workspace?: string }) => {
    found({
      command: 'rehearse',
      ...commonOf(values),
      seed: values.seed ?? null,
      workspace: values.workspace ?? null,
    });
  });
  const checkProof = common(
    new Command('check-proof')
      .description('Whether a proof sheet saved as a web page still is what was saved, and what it states.')
      .argument('<file>', 'the HTML file'),
  ).action((file: string, values: CommonValues) => found({ command: 'check-proof', ...commonOf(values), file }));
  for (const command of [probe, copy, verify, rehearse, checkProof]) program.addCommand(command);
  return program;
}
