import type { HoodiecrowServer } from './hoodiecrow.ts';

/** How one practice server presents itself. */
export interface ServerPlatform {
  readonly separator: string;
  readonly greeting: (now: Date) => string;
  readonly mechanism: 'LOGIN' | 'PLAIN';
  readonly loginRefusal: { readonly text: string; readonly code: string | null };
  readonly literalPlus: boolean;
  readonly multiAppend: boolean;
  readonly uidplus: boolean;
  readonly quota: boolean;
  /** hoodiecrow's own extensions this server has, and small ones of ours. */
  readonly extensions: readonly (string | ((server: HoodiecrowServer) => void))[];
}

/** MailEnable says so little to what it does not know. */
function unknownCommands(server: HoodiecrowServer): void {
  server.outputHandlers.push((_connection, response, description) => {
    if (description === 'UNKNOWN COMMAND') response.attributes = [{ type: 'TEXT', value: 'UNKNOWN Command' }];
  });
}

function capabilities(...names: string[]): (server: HoodiecrowServer) => void {
  return (server) => {
    for (const name of names) server.registerCapability(name);
  };
}

function mailEnableTime(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${two(now.getMonth() + 1)}/${two(now.getDate())}/${two(now.getFullYear() % 100)}`;
  return `${date} ${now.getHours()}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
}

function mailEnableGreeting(now: Date): string {
  return `* OK IMAP4rev1 server ready at ${mailEnableTime(now)} `;
}

/** How MailEnable's SMTP greets: the one place where it tells its version. */
export function mailEnableBanner(now: Date): string {
  return `ESMTP MailEnable Service, Version: 4.26-- ready at ${mailEnableTime(now)}`;
}

/** The old platform, as MailEnable 4.26 shows itself; CRAM-MD5 alone is left out because it is not served. */
export const likeMailEnable: ServerPlatform = {
  separator: '/',
  greeting: mailEnableGreeting,
  mechanism: 'LOGIN',
  loginRefusal: { text: 'LOGIN Invalid username or password', code: null },
  literalPlus: false,
  multiAppend: false,
  uidplus: false,
  quota: false,
  extensions: [capabilities('IMAP4', 'CHILDREN'), unknownCommands],
};

/** The new platform, as far as OpenSRS Hosted Email describes itself: `.` between levels, no prefix. */
export const likeOpenSrs: ServerPlatform = {
  separator: '.',
  greeting: () => '* OK IMAP4rev1 hosted email ready',
  mechanism: 'PLAIN',
  loginRefusal: { text: 'Authentication failed.', code: 'AUTHENTICATIONFAILED' },
  literalPlus: true,
  multiAppend: true,
  uidplus: true,
  quota: true,
  extensions: ['namespace', 'special-use', 'unselect', 'uidplus', 'literalplus'],
};
