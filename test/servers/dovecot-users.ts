import { execFileSync } from 'node:child_process';
import { chown, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** An unprivileged user every Debian has; all test mail belongs to it. */
const mailUser = 'nobody';

function idOf(kind: '-u' | '-g', user: string): number {
  return Number(execFileSync('id', [kind, user], { encoding: 'utf8' }).trim());
}

/** The users of one Dovecot: a passwd-file each, so that a new one is known at once. Names are the same in any letter case. */
export class DovecotUsers {
  readonly #directory: string;
  readonly #passwords = new Map<string, string>();
  readonly #quotas = new Map<string, number>();
  readonly #uid = idOf('-u', mailUser);
  readonly #gid = idOf('-g', mailUser);
  #revision = 0;

  /** `directory` has the folders `users` and `homes`. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Makes a user, or gives one another password and quota. Rejects names a passwd-file cannot hold. */
  async add(user: string, password: string, quotaMb?: number): Promise<void> {
    if (!/^[^\s\p{Cc}/:%*]+$/u.test(user) || /^\.{1,2}$/.test(user)) {
      throw new Error(`User name ${JSON.stringify(user)} cannot be used: no blanks, "/", ":", "%" or "*"`);
    }
    if (quotaMb !== undefined) this.#quotas.set(user.toLowerCase(), quotaMb);
    const home = this.homeOf(user);
    await mkdir(home, { recursive: true, mode: 0o700 });
    await chown(home, this.#uid, this.#gid);
    await this.change(user, password);
  }

  /** Writes the user's line with this password. */
  async change(user: string, password: string): Promise<void> {
    const name = user.toLowerCase();
    const quota = this.#quotas.get(name);
    const extra = quota === undefined ? '' : `userdb_quota_rule=*:storage=${quota}M`;
    const secret = `{PLAIN.b64}${Buffer.from(password, 'utf8').toString('base64')}`;
    const line = [name, secret, this.#uid, this.#gid, '', this.homeOf(user), '', extra].join(':');
    const path = join(this.#directory, 'users', name);
    // Dovecot takes a file for changed when its size or its second changed: the comment makes every size new.
    await writeFile(`${path}.new`, `${line}\n#${'.'.repeat(this.#revision++)}\n`, { mode: 0o644 });
    await rename(`${path}.new`, path);
    this.#passwords.set(name, password);
  }

  /** Throws for a user who was never added. */
  passwordOf(user: string): string {
    const password = this.#passwords.get(user.toLowerCase());
    if (password === undefined) throw new Error(`No user "${user}" on this server: addUser first`);
    return password;
  }

  homeOf(user: string): string {
    return join(this.#directory, 'homes', user.toLowerCase());
  }
}
