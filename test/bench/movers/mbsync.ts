import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { versionOf } from './installed-program.ts';
import type { Job, Login, Mover } from './mover.ts';

function store(name: string, login: Login): string {
  return `IMAPAccount ${name}
Host ${login.host}
Port ${login.port}
User ${login.user}
Pass ${login.password}
SSLType None
AuthMechs LOGIN
Timeout 600

IMAPStore ${name}
Account ${name}
`;
}

function configuration(job: Job): string {
  return `${store('source', job.source)}
${store('destination', job.destination)}
Channel mailbox
Far :source:
Near :destination:
Patterns *
Create Near
Sync Pull
CopyArrivalDate yes
SyncState ${join(job.directory, 'state')}/
`;
}

/** isync's mbsync, pulling one IMAP store into another. */
export const mbsync: Mover = {
  key: 'mbsync',
  title: 'mbsync',
  kind: 'peer',
  version: () => versionOf('mbsync', ['--version'], 'apt-get install isync'),
  async prepare(job) {
    const path = join(job.directory, 'mbsyncrc');
    await mkdir(join(job.directory, 'state'), { recursive: true });
    await writeFile(path, configuration(job));
    return { program: 'mbsync', parameters: ['-q', '-c', path, 'mailbox'] };
  },
};
