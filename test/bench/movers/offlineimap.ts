import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { versionOf } from './installed-program.ts';
import type { Job, Login, Mover } from './mover.ts';

function repository(name: string, login: Login): string {
  return `[Repository ${name}]
type = IMAP
remotehost = ${login.host}
remoteport = ${login.port}
remoteuser = ${login.user}
remotepass = ${login.password}
ssl = no
starttls = no
maxconnections = 4
`;
}

function configuration(job: Job): string {
  return `[general]
accounts = mailbox
metadata = ${join(job.directory, 'metadata')}

[Account mailbox]
localrepository = destination
remoterepository = source

${repository('destination', job.destination)}
${repository('source', job.source)}readonly = True
`;
}

/** OfflineIMAP between two IMAP servers, four connections a side. */
export const offlineimap: Mover = {
  key: 'offlineimap',
  title: 'OfflineIMAP',
  kind: 'peer',
  slow: true,
  version: async () => `OfflineIMAP ${await versionOf('offlineimap', ['--version'], 'apt-get install offlineimap3')}`,
  async prepare(job) {
    const path = join(job.directory, 'offlineimaprc');
    await mkdir(join(job.directory, 'metadata'), { recursive: true });
    await writeFile(path, configuration(job));
    return {
      program: 'offlineimap',
      parameters: ['-o', '-u', 'quiet', '-c', path],
      environment: { HOME: job.directory },
    };
  },
};
