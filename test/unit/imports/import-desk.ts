import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Directory } from '../../../electron/engine/directory/directory.ts';
import { ImportService } from '../../../electron/engine/directory/import/import-service.ts';
import {
  type ConfigurationStyle,
  mailEnableConfiguration,
  type PostofficePlan,
} from '../../../electron/engine/practice/mailenable-configuration.ts';
import type { Workspace } from '../../../electron/engine/workspace/workspace.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import type { ImportChoices, ImportPreview, ImportRow } from '../../../shared/domain/import.ts';
import { importChoices } from '../../../shared/domain/import.ts';
import { sampleWorkspace, temporaryFolder } from '../workspace/sample-workspace.ts';

/** An import service on a workspace with the servers `old` and `new`, with a vault in memory. */
export interface ImportDesk {
  readonly workspace: Workspace;
  readonly directory: Directory;
  readonly imports: ImportService;
  readonly vault: Map<string, string>;
  locked: boolean;
  readonly choices: ImportChoices;
}

export const NOW = Date.UTC(2026, 10, 22, 12);

/** The destination is one of OpenSRS, the source one of MailEnable. */
export function importDesk(): ImportDesk {
  const workspace = sampleWorkspace();
  workspace.mailboxes.remove('anna');
  workspace.domains.removeEmpty();
  workspace.customers.removeEmpty();
  for (const [id, platform] of [
    ['old', 'mailenable'],
    ['new', 'opensrs'],
  ] as const) {
    const known = workspace.endpoints.find(id);
    if (known) workspace.endpoints.update({ ...known, platform });
  }
  const vault = new Map<string, string>();
  const secretRefs = {
    list: async () => new Set(vault.keys()),
    forget: (ref: string) => void vault.delete(ref),
  };
  const directory = new Directory({ workspace, secretRefs, now: () => NOW });
  const locked = (): AppError => new AppError({ code: 'vault.locked', message: 'The vault is locked.' });
  const desk: ImportDesk = {
    workspace,
    directory,
    vault,
    locked: false,
    choices: importChoices.parse({ sourceEndpointId: 'old', destinationEndpointId: 'new' }),
    imports: new ImportService({
      workspace,
      directory,
      secretRefs,
      secrets: {
        async get(ref) {
          if (desk.locked) throw locked();
          return vault.get(ref) ?? '';
        },
      },
      secretStore: {
        async storeAll(secrets) {
          if (desk.locked) throw locked();
          for (const [ref, secret] of secrets) vault.set(ref, secret);
        },
      },
      chosenPaths: { pathOf: async (handle) => handle },
      now: () => NOW,
    }),
  };
  return desk;
}

/** Writes files into a folder of their own and gives its path. */
export function folderWith(files: Iterable<readonly [path: string, content: string | Uint8Array]>): string {
  const dir = join(temporaryFolder(), 'Config');
  mkdirSync(dir, { recursive: true });
  for (const [path, content] of files) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
  return dir;
}

export function configurationFolder(postoffices: readonly PostofficePlan[], style?: ConfigurationStyle): string {
  return folderWith(mailEnableConfiguration(postoffices, style));
}

/** A table in a file of its own. */
export function csvFile(content: string | Uint8Array, name = 'people.csv'): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, content);
  return file;
}

export function rowOf(preview: ImportPreview, key: string): ImportRow {
  const row = preview.rows.find((one) => one.key === key);
  if (!row) throw new Error(`There is no row for ${key}: ${preview.rows.map((one) => one.key).join(', ')}`);
  return row;
}

/** A post office with two mailboxes, a redirection with and one without a copy, and what else a server of a hoster has. */
export const harbour: PostofficePlan = {
  name: 'harbour.test',
  domains: [{ name: 'harbour.test', catchAll: 'anna' }],
  mailboxes: [
    { name: 'postmaster', password: 'Tide.Table.07', rights: 'ADMIN', limitKb: -1 },
    { name: 'anna', password: 'Kelp-Lantern-58', limitKb: 512_000, sizeKb: 2048, aliases: ['info@harbour.test'] },
    { name: 'jörg', password: 'Anker/Kette:9', limitKb: 102_400 },
    {
      name: 'carla',
      password: 'Foghorn_At_5',
      limitKb: 30_000_000,
      redirect: { mode: 2, to: ['carla@elsewhere.test', 'phone@elsewhere.test'] },
    },
    { name: 'sales', password: 'Q9x-redirect', redirect: { mode: 1, to: ['anna@harbour.test'] } },
    { name: 'old.box', password: 'Rusty-Anchor-3', enabled: false, limitKb: 51_200 },
  ],
  lists: ['news@harbour.test'],
};
