/** Where the engine gets a password at the moment it connects. It is never stored, logged or sent on. */
export interface SecretSource {
  /**
   * @throws AppError `mail.secret-missing` when none is stored, `vault.locked` when the passphrase was not given yet
   */
  get(ref: string): Promise<string>;
}
