import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { promisify } from 'node:util';

/** What the times of a run depend on. */
export interface MachineFacts {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly system: string;
  /** File system under the mail of both servers: files on a disk cost a server more than files in memory. */
  readonly storage: string;
  readonly electron: string | null;
  readonly node: string;
  readonly dovecot: string;
  /** Commit of the checkout, with a plus sign when something is not committed; null outside of one. */
  readonly revision: string | null;
}

async function firstLine(program: string, ...parameters: string[]): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(program, parameters, { cwd: import.meta.dirname });
    return stdout.trim().split('\n')[0] ?? '';
  } catch {
    return null;
  }
}

const fileSystems: Readonly<Record<number, string>> = {
  61267: 'ext4',
  16914836: 'tmpfs (memory)',
  2435016766: 'btrfs',
  1481003842: 'xfs',
  2035054128: 'overlayfs',
};

/** Looks at the machine. */
export async function machineFacts(): Promise<MachineFacts> {
  const commit = await firstLine('git', 'rev-parse', '--short', 'HEAD');
  const changed = await firstLine(
    'git',
    'status',
    '--porcelain',
    '--untracked-files=no',
    '../../electron',
    '../../shared',
  );
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    storage: fileSystems[(await statfs(tmpdir())).type] ?? 'another file system',
    electron: process.versions.electron ?? null,
    node: process.versions.node,
    dovecot: (await firstLine('dovecot', '--version')) ?? 'unknown',
    revision: commit === null ? null : `${commit}${changed ? '+' : ''}`,
  };
}
