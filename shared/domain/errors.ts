import { z } from 'zod';

/**
 * Everything that can go wrong and that somebody can act on. A code is what programs compare, `title` and `todo` are what
 * a support agent reads, `retry` tells whether the same attempt can help: at once, later, or never before something changed.
 * A bug is not in here: it is `internal`, with a reference to find it in the log.
 */
export const errorCatalogue = {
  'mail.unreachable': {
    retry: 'later',
    title: 'The server does not answer',
    todo: 'Check host name and port, and whether the service is up; then try again.',
  },
  'mail.name-unknown': {
    retry: 'later',
    title: 'The host name is not known',
    todo: 'Check the spelling of the host name in the settings of this server.',
  },
  'mail.connection-lost': {
    retry: 'now',
    title: 'The connection was lost',
    todo: 'Continue the run: it goes on where it stopped.',
  },
  'mail.timeout': {
    retry: 'later',
    title: 'The server took too long',
    todo: 'Try again; if it happens often, use fewer connections to this server.',
  },
  'mail.auth-failed': {
    retry: 'never',
    title: 'The server refused the login',
    todo: 'Check user name and password. Do not try often: some servers block an address after ten wrong logins.',
  },
  'mail.secret-missing': {
    retry: 'never',
    title: 'No password is stored for this login',
    todo: 'Enter the password of this login, then try again.',
  },
  'mail.certificate': {
    retry: 'never',
    title: 'The certificate of the server cannot be trusted',
    todo: 'Use the host name the certificate was made for, or compare the fingerprint with the operator and trust exactly this certificate.',
  },
  'mail.certificate-changed': {
    retry: 'never',
    title: 'The server shows another certificate than the one you trusted',
    todo: 'Ask the operator whether the certificate was renewed, then trust the new one in the settings of this server.',
  },
  'mail.tls-unavailable': {
    retry: 'never',
    title: 'The server does not offer encryption here',
    todo: 'Choose the port with TLS, or choose clear text by name if you accept that passwords can be read on the way.',
  },
  'mail.tls-failed': {
    retry: 'never',
    title: 'No encrypted connection could be agreed',
    todo: 'Check that port and TLS mode belong together (993 with TLS, 143 with STARTTLS).',
  },
  'mail.throttled': {
    retry: 'later',
    title: 'The server asks to slow down',
    todo: 'Nothing to do: the run waits and goes on. Fewer connections help.',
  },
  'mail.too-many-connections': {
    retry: 'later',
    title: 'The server allows no further connection',
    todo: 'Lower the connections of this server in the settings.',
  },
  'mail.over-quota': {
    retry: 'never',
    title: 'The destination mailbox is full',
    todo: 'Raise the quota at the destination, then continue the run: it goes on where it stopped.',
  },
  'mail.folder-missing': {
    retry: 'never',
    title: 'The folder does not exist',
    todo: 'Reload the folders: it may have been renamed or deleted meanwhile.',
  },
  'mail.folder-refused': {
    retry: 'never',
    title: 'The server refuses this folder',
    todo: 'Choose another destination name for the folder in the folder map.',
  },
  'mail.message-refused': {
    retry: 'never',
    title: 'The server refuses this message',
    todo: 'See the words of the server in the finding; the message stays on the source.',
  },
  'mail.message-too-big': {
    retry: 'never',
    title: 'The message is larger than the destination accepts',
    todo: 'Hand the message over another way; it stays on the source.',
  },
  'mail.message-gone': {
    retry: 'never',
    title: 'The message is no longer on the source',
    todo: 'Nothing to do: it was deleted or moved while the run was going.',
  },
  'mail.refused': {
    retry: 'never',
    title: 'The server refused the command',
    todo: 'See the words of the server.',
  },
  'mail.cannot-move': {
    retry: 'never',
    title: 'The server cannot move chosen messages',
    todo: 'Move or delete them in the webmail or a mail program; Mailferry lists which ones they are.',
  },
  'mail.protocol': {
    retry: 'now',
    title: 'The server answered something that makes no sense',
    todo: 'Try again; hand over the log if it happens again.',
  },
  'mail.uidvalidity-changed': {
    retry: 'now',
    title: 'The server renumbered the messages of this folder',
    todo: 'Continue the run: it compares the folder by content, not by number.',
  },
  'run.already-running': {
    retry: 'later',
    title: 'A run of this mailbox is going on',
    todo: 'Wait for it, or cancel it.',
  },
  'run.folder-map-conflict': {
    retry: 'never',
    title: 'The folder map cannot be carried out',
    todo: 'Open the folder map and give every folder a destination of its own.',
  },
  'run.findings-outdated': {
    retry: 'never',
    title: 'The findings do not fit what is there now',
    todo: 'Verify again, then bring back what is missing.',
  },
  'run.source-is-destination': {
    retry: 'never',
    title: 'Source and destination are the same mailbox',
    todo: 'Choose different servers or logins for the two sides.',
  },
  'run.cancelled': { retry: 'now', title: 'The run was cancelled', todo: 'Continue it whenever you like.' },
  'opensrs.unreachable': {
    retry: 'later',
    title: 'OpenSRS cannot be reached',
    todo: 'Check the cluster or the address of the OpenSRS account in the settings, and the connection of this computer.',
  },
  'opensrs.fault': {
    retry: 'later',
    title: 'OpenSRS failed to answer',
    todo: 'Try again in a few minutes: what was done already is kept, and nothing is done twice.',
  },
  'opensrs.credentials': {
    retry: 'never',
    title: 'OpenSRS refused the admin login',
    todo: 'Check admin login and password of the OpenSRS account in the settings. Do not try often.',
  },
  'opensrs.not-yours': {
    retry: 'never',
    title: 'OpenSRS does not let this login see or change it',
    todo: 'It belongs to another company, or the role of the admin login is too small. Use the login it belongs to, or have the name released.',
  },
  'opensrs.absent': {
    retry: 'never',
    title: 'This is not at OpenSRS',
    todo: 'Provision it first, then try again.',
  },
  'opensrs.exists': {
    retry: 'never',
    title: 'This name is taken at OpenSRS',
    todo: 'Look at the plan once more: it shows what is there now.',
  },
  'opensrs.refused': {
    retry: 'never',
    title: 'OpenSRS refused this',
    todo: 'See the words of OpenSRS, correct what they name, and try again.',
  },
  'opensrs.no-account': {
    retry: 'never',
    title: 'This server has no OpenSRS account',
    todo: 'Add the account under Settings, OpenSRS, then try again.',
  },
  'workspace.not-found': {
    retry: 'never',
    title: 'This is not in the workspace',
    todo: 'It may have been removed; go back to the list.',
  },
  'workspace.duplicate': {
    retry: 'never',
    title: 'This is in the workspace already',
    todo: 'Use the one that is there, or choose another name.',
  },
  'workspace.in-use': {
    retry: 'never',
    title: 'This is still in use',
    todo: 'Remove what uses it first.',
  },
  'workspace.disk-full': {
    retry: 'later',
    title: 'The disk of this computer is full',
    todo: 'Free some space, then continue the run: it goes on where it stopped.',
  },
  'workspace.corrupt': {
    retry: 'never',
    title: 'The workspace cannot be read',
    todo: 'Restore the workspace file from a backup, or start a new workspace.',
  },
  'workspace.newer': {
    retry: 'never',
    title: 'The workspace was written by a newer version',
    todo: 'Update Mailferry on this computer.',
  },
  'dns.unreachable': {
    retry: 'later',
    title: 'The DNS provider does not answer',
    todo: 'Check its address in the settings, and whether this computer may reach it; then try again.',
  },
  'dns.auth-failed': {
    retry: 'never',
    title: 'The DNS provider refused the key',
    todo: 'Enter the key of this DNS account again under Settings, and check what the key may change.',
  },
  'dns.zone-missing': {
    retry: 'never',
    title: 'The zone is not in this DNS account',
    todo: 'Choose the account that holds the zone, or enter the records by hand.',
  },
  'dns.changed-meanwhile': {
    retry: 'never',
    title: 'Somebody else has changed these records',
    todo: 'Nothing was overwritten. Make the plan again and look at what is different.',
  },
  'dns.refused': {
    retry: 'never',
    title: 'The DNS provider refused the change',
    todo: 'See the words of the provider. Nothing was changed.',
  },
  'dns.busy': {
    retry: 'later',
    title: 'The DNS provider asks to slow down',
    todo: 'Wait a minute, then try again.',
  },
  'dns.unclear': {
    retry: 'later',
    title: 'It is not known whether the records were changed',
    todo: 'Look at the change again in a minute: what the zone holds then decides.',
  },
  'dns.by-hand': {
    retry: 'never',
    title: 'No account changes the records of this domain',
    todo: 'Enter the records at the provider of the domain; Mailferry checks them afterwards.',
  },
  'vault.locked': {
    retry: 'never',
    title: 'The vault is locked',
    todo: 'Enter the passphrase of the vault.',
  },
  'engine.stopped': {
    retry: 'later',
    title: 'The engine stopped',
    todo: 'It starts again by itself; continue the run then.',
  },
  'input.invalid': { retry: 'never', title: 'The input is not valid', todo: 'Correct what is named and try again.' },
  internal: {
    retry: 'never',
    title: 'Something went wrong inside Mailferry',
    todo: 'Hand over the log with the reference number.',
  },
} as const satisfies Record<string, ErrorText>;

/** When the same attempt can help. */
export type Retry = 'now' | 'later' | 'never';

interface ErrorText {
  readonly retry: Retry;
  readonly title: string;
  readonly todo: string;
}

export type ErrorCode = keyof typeof errorCatalogue;

export const errorCodes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];

/** A certificate as the server showed it; what an agent needs to decide whether to trust it. */
export const certificateFacts = z.object({
  subject: z.string(),
  issuer: z.string(),
  names: z.array(z.string()),
  validFrom: z.string(),
  validTo: z.string(),
  /** SHA-256 of the certificate, upper-case hex pairs joined by colons. */
  fingerprint: z.string(),
  selfSigned: z.boolean(),
  /** Why it is not trusted, in words; absent when it is. */
  problem: z.string().optional(),
});
export type CertificateFacts = z.infer<typeof certificateFacts>;

/** The form in which an error crosses a process border, is stored with a run and is shown. */
export const errorWire = z.object({
  code: z.enum(errorCodes),
  /** One sentence that names the thing: which server, folder, message. */
  message: z.string(),
  side: z.enum(['source', 'destination']).optional(),
  /** The server's own words, untouched. */
  serverText: z.string().optional(),
  certificate: certificateFacts.optional(),
  /** For `internal`: what to look for in the log. */
  reference: z.string().optional(),
  /** Milliseconds the server asks to wait. */
  retryAfterMs: z.number().optional(),
});
export type ErrorWire = z.infer<typeof errorWire>;

/** An expected failure. Bugs are ordinary errors. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly wire: ErrorWire;

  constructor(wire: ErrorWire, options?: ErrorOptions) {
    super(wire.message, options);
    this.wire = wire;
  }

  get code(): ErrorCode {
    return this.wire.code;
  }

  get retry(): Retry {
    return errorCatalogue[this.wire.code].retry;
  }
}

/** True for an `AppError` of one of the codes given (of any code when none is given). */
export function isAppError(error: unknown, ...codes: readonly ErrorCode[]): error is AppError {
  return error instanceof AppError && (codes.length === 0 || codes.includes(error.code));
}
