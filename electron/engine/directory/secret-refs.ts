/** Which logins have a stored password; never the passwords. */
export interface SecretRefs {
  list(): Promise<ReadonlySet<string>>;
  /** Lets the vault forget a password that nobody needs any more. */
  forget(ref: string): void;
}
