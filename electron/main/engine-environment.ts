/** What the engine sees of our environment; passwords of the command line's use do not belong to it. */
const passedOn =
  /^(PATH|HOME|USERPROFILE|USERNAME|USER|LANG|LANGUAGE|LC_.*|TZ|TMPDIR|TMP|TEMP|SYSTEMROOT|WINDIR|APPDATA|LOCALAPPDATA|XDG_.*|SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|MAILFERRY_(?!.*PASSWORD).*)$/i;

/** The part of an environment that the engine is given. */
export function engineEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const entries = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries.filter(([name]) => passedOn.test(name)));
}
