/** One call with its answer, fit to be shown: nothing in it opens anything. */
export interface OmaTraceEntry {
  /** ISO 8601. */
  readonly at: string;
  readonly method: string;
  /** JSON. */
  readonly request: string;
  /** HTTP status, null when no answer came. */
  readonly status: number | null;
  /** JSON, or what came instead of it, or why nothing came. */
  readonly answer: string;
  readonly ms: number;
}

const CUT = '[secret]';
/** `trace` is an address that carries a login token. */
const SECRET_KEYS = new Set(['password', 'token', 'session_token', 'trace']);
const LONGEST = 4000;

/** A text of JSON without what opens anything: by the names of fields, and wherever one of the known secrets stands. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let cut: string;
  try {
    cut = JSON.stringify(strip(JSON.parse(text)));
  } catch {
    // Not JSON: nothing is known by name, so only what is known by value can be cut.
    cut = text;
  }
  for (const secret of secrets) {
    if (secret.length < 4) continue;
    cut = cut.replaceAll(secret, CUT).replaceAll(JSON.stringify(secret).slice(1, -1), CUT);
    cut = cut.replaceAll(encodeURIComponent(secret), CUT);
  }
  return cut.length > LONGEST ? `${cut.slice(0, LONGEST)}… (${cut.length} characters)` : cut;
}

/** The secrets a request or an answer carries, so that they are cut wherever else they turn up. */
export function secretsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(secretsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    SECRET_KEYS.has(key) && typeof inner === 'string' ? [inner] : secretsIn(inner),
  );
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, SECRET_KEYS.has(key) && inner !== null ? CUT : strip(inner)]),
  );
}
