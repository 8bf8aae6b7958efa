/** The vault as a place to put passwords into: what an import reads from a server's files goes there and nowhere else. */
export interface SecretStore {
  /**
   * Stores all of them by their references.
   *
   * @throws AppError `vault.locked`
   */
  storeAll(secrets: ReadonlyMap<string, string>): Promise<void>;
}
