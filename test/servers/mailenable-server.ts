// A MailEnable server as its disk shows it: the configuration folder, and the message store beside it.
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type ConfigurationStyle,
  mailEnableConfiguration,
  type PostofficePlan,
} from '../../electron/engine/practice/mailenable-configuration.ts';

export interface StoredMessage {
  readonly content: string | Uint8Array;
  /** The flags `_index.xml` tells; absent: the message is not indexed. */
  readonly read?: boolean;
  /** As the index writes it; default: its place, counted from one. */
  readonly uid?: string;
  /** Without `.MAI`; default: made of its place. */
  readonly id?: string;
  /** File time. */
  readonly at?: Date;
}

export interface StoredFolder {
  /** Parts of the path below the mailbox, for instance `['Inbox', '2024']`. */
  readonly path: readonly string[];
  readonly messages: readonly StoredMessage[];
  /** What stands in `_index.xml` instead of what the messages say; null: there is none. */
  readonly index?: string | null;
  /** Other files beside the messages, by name. */
  readonly otherFiles?: Readonly<Record<string, string>>;
}

export interface StoredMailbox {
  readonly postoffice: string;
  readonly mailbox: string;
  readonly folders: readonly StoredFolder[];
}

export interface MailEnableServerPlan {
  readonly postoffices?: readonly PostofficePlan[];
  readonly style?: ConfigurationStyle;
  readonly mail?: readonly StoredMailbox[];
}

/** Where the parts of a composed server lie. */
export interface ComposedServer {
  /** The configuration folder, with AUTH.TAB in it. */
  readonly config: string;
  /** The folder `Postoffices` of the store, with `<postoffice>/MAILROOT/<mailbox>` in it. */
  readonly store: string;
}

/** Writes the disk of a MailEnable server into a folder, as far as the plan tells. */
export async function composeMailEnableServer(dir: string, plan: MailEnableServerPlan): Promise<ComposedServer> {
  const config = join(dir, 'Config');
  const store = join(dir, 'Postoffices');
  for (const [path, bytes] of mailEnableConfiguration(plan.postoffices ?? [], plan.style)) {
    const file = join(config, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
  await mkdir(store, { recursive: true });
  for (const { postoffice, mailbox, folders } of plan.mail ?? []) {
    const root = join(store, postoffice, 'MAILROOT', mailbox);
    await mkdir(root, { recursive: true });
    await writeFile(join(root, '_DIRSIZE.TMP'), '0');
    for (const folder of folders) await writeStoreFolder(join(root, ...folder.path), folder);
  }
  return { config, store };
}

/** Writes one folder of the store: messages, index, and whatever else lies in it. */
export async function writeStoreFolder(dir: string, folder: StoredFolder): Promise<void> {
  await mkdir(dir, { recursive: true });
  const entries: string[] = [];
  for (const [index, message] of folder.messages.entries()) {
    const id = message.id ?? fileId(index, folder.path);
    const file = join(dir, `${id}.MAI`);
    await writeFile(file, message.content);
    if (message.at) await utimes(file, message.at, message.at);
    if (message.read !== undefined) {
      const uid = message.uid ?? String(index + 1);
      entries.push(
        `<ELEMENT ID="${id}.MAI" UID="${uid}"><READ>${message.read ? 1 : 0}</READ><SIZE>${message.content.length}</SIZE></ELEMENT>`,
      );
    }
  }
  const last = folder.messages.length.toString(16).padStart(8, '0');
  const index = folder.index ?? `<BASEELEMENT LASTUID="x${last}">${entries.join('')}</BASEELEMENT>`;
  if (folder.index !== null) await writeFile(join(dir, '_index.xml'), index);
  for (const [name, content] of Object.entries(folder.otherFiles ?? {})) await writeFile(join(dir, name), content);
}

/** 32 upper-case hexadecimal digits, the same for the same place. */
function fileId(index: number, path: readonly string[]): string {
  const seed = [...path.join('/')].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) >>> 0, 7);
  return `${seed.toString(16).padStart(8, '0')}${index.toString(16).padStart(24, '0')}`.toUpperCase();
}
