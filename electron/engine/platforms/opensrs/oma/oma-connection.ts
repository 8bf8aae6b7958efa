import type { z } from 'zod';
import type { Clock } from '../../../clock.ts';
import { isoTime } from '../../../clock.ts';
import { authenticated, envelope } from './oma-answers.ts';
import { isOmaError, meaningOf, OmaError } from './oma-error.ts';
import { type OmaTraceEntry, secretsIn, withoutSecrets } from './oma-trace.ts';
import type { OmaReply, OmaTransport } from './oma-transport.ts';

export interface OmaConnectionOptions {
  readonly transport: OmaTransport;
  readonly user: string;
  /** Asked for when it is needed, kept no longer than a call takes. */
  readonly password: () => Promise<string>;
  /** For OpenSRS' own logs. */
  readonly clientName: string;
  readonly clock: Clock;
  /** Between 0 and 1; spreads the waiting before calls are repeated. */
  readonly random?: () => number;
  readonly onTrace?: (entry: OmaTraceEntry) => void;
}

/** How one method is called. */
export interface OmaCall {
  readonly method: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal | undefined;
  /**
   * False for what must not happen twice: after a fault nobody knows whether it happened, so the caller has to look before it asks
   * again.
   */
  readonly repeatable?: boolean;
}

/** Nothing is documented, so no more than other clients were seen doing. */
const IN_FLIGHT = 4;
const ATTEMPTS = 4;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8000;
const TOKEN_SECONDS = 3600;
/** A token is not used in its last minute: it would run out while a call waits for its turn. */
const RENEW_BEFORE_MS = 60_000;
const TRACE_KEPT = 200;

/**
 * Calls methods of the mail API: at most four at once, with a session token that is renewed in time, repeated after faults with growing
 * pauses, and traced without secrets.
 */
export class OmaConnection {
  readonly #options: OmaConnectionOptions;
  readonly #waiting: (() => void)[] = [];
  readonly #trace: OmaTraceEntry[] = [];
  #free = IN_FLIGHT;
  #token: { readonly value: string; readonly until: number } | null = null;
  #authenticating: Promise<void> | null = null;
  /** The API gave no token: every call brings the password. */
  #withoutTokens = false;

  constructor(options: OmaConnectionOptions) {
    this.#options = options;
  }

  /** The last calls, the oldest first. */
  trace(): readonly OmaTraceEntry[] {
    return this.#trace;
  }

  close(): void {
    this.#token = null;
    this.#options.transport.close();
  }

  /** One call; its answer in the form of the schema. @throws OmaError */
  async call<Schema extends z.ZodType>(call: OmaCall, schema: Schema): Promise<z.output<Schema>> {
    const answer = await this.send(call);
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const where = issue === undefined ? '' : ` (${issue.path.join('.') || 'answer'}: ${issue.message})`;
    throw new OmaError('fault', `OpenSRS answered ${call.method} with something that cannot be read${where}.`);
  }

  /** One call; its answer as it came, when it was a success. @throws OmaError */
  async send(call: OmaCall): Promise<Record<string, unknown>> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#authorised(call);
      } catch (error) {
        if (!(error instanceof OmaError) || !this.#worthRepeating(error, call) || attempt === ATTEMPTS) throw error;
        await this.#wait(attempt, error, call.signal);
      }
    }
  }

  /** Logs in anew with the password; later calls use the token. @throws OmaError `credentials` */
  authenticate(signal?: AbortSignal): Promise<void> {
    // One login for all calls that wait for it: a wrong password must not count as many wrong logins.
    this.#authenticating ??= this.#logIn(signal).finally(() => {
      this.#authenticating = null;
    });
    return this.#authenticating;
  }

  async #logIn(signal?: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const askedAt = clock.now();
    const answer = await this.#exchange(
      {
        method: 'authenticate',
        body: { generate_session_token: true, session_token_duration: TOKEN_SECONDS },
        signal,
      },
      { password: await this.#options.password() },
    );
    const parsed = authenticated.safeParse(answer);
    const token = parsed.success ? (parsed.data.session_token ?? null) : null;
    const seconds = (parsed.success ? parsed.data.session_token_duration : null) ?? TOKEN_SECONDS;
    this.#withoutTokens = token === null;
    this.#token = token === null ? null : { value: token, until: askedAt + seconds * 1000 - RENEW_BEFORE_MS };
  }

  async #authorised(call: OmaCall): Promise<Record<string, unknown>> {
    if (this.#withoutTokens) return this.#exchange(call, { password: await this.#options.password() });
    const token = await this.#currentToken(call.signal);
    if (token === null) return this.#exchange(call, { password: await this.#options.password() });
    try {
      return await this.#exchange(call, { token });
    } catch (error) {
      if (!isOmaError(error, 'credentials')) throw error;
      // The token has run out before its time, or was revoked. Once more with a new one; then it is the login that is wrong.
      if (this.#token?.value === token) this.#token = null;
      const fresh = await this.#currentToken(call.signal);
      return this.#exchange(call, fresh === null ? { password: await this.#options.password() } : { token: fresh });
    }
  }

  async #currentToken(signal: AbortSignal | undefined): Promise<string | null> {
    if (this.#token === null || this.#token.until <= this.#options.clock.now()) await this.authenticate(signal);
    return this.#token?.value ?? null;
  }

  async #exchange(
    { method, body, signal }: OmaCall,
    login: { password: string } | { token: string },
  ): Promise<Record<string, unknown>> {
    const { user, clientName, transport } = this.#options;
    const request = JSON.stringify({ credentials: { user, ...login, client: clientName }, ...body });
    await this.#turn(signal);
    const started = this.#options.clock.now();
    const note = (status: number | null, answer: string): void => {
      const parsed = parseJson(answer);
      const secrets = [...Object.values(login), ...secretsIn(body), ...secretsIn(parsed)];
      this.#note({
        at: isoTime(started),
        method,
        request: withoutSecrets(request, secrets),
        status,
        answer: withoutSecrets(answer, secrets),
        ms: this.#options.clock.now() - started,
      });
    };
    try {
      const reply = await transport.post(method, request, signal);
      note(reply.status, reply.text);
      return readReply(method, reply);
    } catch (error) {
      if (
        isOmaError(error, 'unreachable', 'fault') &&
        error.errorNumber === null &&
        error.wire.serverText === undefined
      )
        note(null, error.message);
      throw error;
    } finally {
      this.#release();
    }
  }

  #worthRepeating(error: OmaError, { repeatable = true }: OmaCall): boolean {
    return repeatable && error.meaning === 'fault';
  }

  #wait(attempt: number, error: OmaError, signal: AbortSignal | undefined): Promise<void> {
    const { clock, random = Math.random } = this.#options;
    const backOff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
    // Between half and all of it, so that four calls that failed together do not come back together.
    const ms = Math.max(error.wire.retryAfterMs ?? 0, backOff * (0.5 + random() / 2));
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const undo = clock.after(ms, () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      });
      const stop = (): void => {
        undo();
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', stop, { once: true });
    });
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (signal?.aborted) {
      this.#release();
      signal.throwIfAborted();
    }
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }

  #note(entry: OmaTraceEntry): void {
    this.#trace.push(entry);
    if (this.#trace.length > TRACE_KEPT) this.#trace.shift();
    this.#options.onTrace?.(entry);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The answer of a success. @throws OmaError for everything else */
function readReply(method: string, { status, text, retryAfterMs }: OmaReply): Record<string, unknown> {
  if (status === 404)
    throw new OmaError('unknown-method', `There is no mail API at this address (${method}: HTTP 404).`, {
      serverText: excerpt(text),
    });
  if (status === 400) {
    throw new OmaError('malformed', `OpenSRS could not read the call ${method} (HTTP 400).`, {
      serverText: excerpt(text),
    });
  }
  if (status === 429 || status >= 500) {
    throw new OmaError('fault', `OpenSRS failed to carry out ${method} (HTTP ${status}).`, {
      serverText: excerpt(text),
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    });
  }
  const parsed = envelope.safeParse(parseJson(text));
  if (status !== 200 || !parsed.success) {
    throw new OmaError('fault', `Something that is not the mail API answered ${method} (HTTP ${status}).`, {
      serverText: excerpt(text),
    });
  }
  const answer = parsed.data;
  if (answer.success) return answer;
  const errorNumber = answer.error_number ?? null;
  const words = answer.error ?? '';
  throw new OmaRefusal(method, meaningOf(errorNumber, words), errorNumber, words, answer);
}

/** An answer without success; what it says besides (what may be set, hints) is of use for some methods. */
export class OmaRefusal extends OmaError {
  readonly answer: Readonly<Record<string, unknown>>;

  constructor(
    method: string,
    meaning: OmaError['meaning'],
    errorNumber: number | null,
    words: string,
    answer: Readonly<Record<string, unknown>>,
  ) {
    const number = errorNumber === null ? '' : ` (error ${errorNumber})`;
    const hints = answer.hints === undefined ? '' : ` ${JSON.stringify(answer.hints)}`;
    super(meaning, `OpenSRS refused ${method}${number}: ${words || 'no reason given'}${hints}`, {
      errorNumber,
      serverText: words,
    });
    this.answer = answer;
  }
}

const EXCERPT = 300;

function excerpt(text: string): string {
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text;
}
