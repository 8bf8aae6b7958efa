import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { omaUrlProblem } from '../../../../../shared/domain/opensrs-account.ts';
import { OmaError } from './oma-error.ts';

export interface OmaReply {
  readonly status: number;
  readonly text: string;
  /** Milliseconds the server asks to wait, where it does. */
  readonly retryAfterMs: number | null;
}

/** Carries one call over the line. */
export interface OmaTransport {
  /** @throws OmaError `unreachable` with `sent` false when the call cannot have arrived, else `fault` */
  post(method: string, body: string, signal?: AbortSignal): Promise<OmaReply>;
  close(): void;
}

export interface HttpsOptions {
  /** Where the methods are, for instance `https://admin.b.hostedemail.com/api`. */
  readonly url: string;
  /** Certificates to trust besides those of the system; for servers of our own. */
  readonly ca?: string;
  readonly timeoutMs?: number;
  readonly connections?: number;
}

const TIMEOUT_MS = 30_000;
const CONNECTIONS = 4;
/** No answer is nearly as long; what is longer comes from somewhere else. */
const LONGEST_ANSWER = 32 * 1024 * 1024;

/** POST over HTTPS with the certificate checked; clear text on this computer alone. @throws OmaError `unreachable` for an unusable address */
export function httpsTransport({
  url,
  ca,
  timeoutMs = TIMEOUT_MS,
  connections = CONNECTIONS,
}: HttpsOptions): OmaTransport {
  const problem = omaUrlProblem(url);
  if (problem !== null) throw new OmaError('unreachable', `The address of the mail API cannot be used. ${problem}.`);
  const base = new URL(url.endsWith('/') ? url : `${url}/`);
  const secure = base.protocol === 'https:';
  const settings = { keepAlive: true, maxSockets: connections };
  const agent = secure ? new HttpsAgent({ ...settings, ...(ca === undefined ? {} : { ca }) }) : new HttpAgent(settings);

  return {
    post: (method, body, signal) =>
      new Promise((resolve, reject) => {
        const fail = (error: unknown): void => reject(signal?.aborted ? signal.reason : lineError(base.host, error));
        const outgoing = (secure ? httpsRequest : httpRequest)(
          new URL(method, base),
          {
            method: 'POST',
            agent,
            headers: {
              'Content-Type': 'application/json',
              'Content-Length': Buffer.byteLength(body),
              Accept: 'application/json',
            },
            ...(signal ? { signal } : {}),
          },
          (answer) => {
            readAll(answer).then((text) => {
              resolve({ status: answer.statusCode ?? 0, text, retryAfterMs: retryAfter(answer) });
            }, fail);
          },
        );
        outgoing.setTimeout(timeoutMs, () => outgoing.destroy(new Timeout(timeoutMs)));
        outgoing.once('error', fail);
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}

class Timeout extends Error {
  readonly ms: number;
  constructor(ms: number) {
    super('no answer in time');
    this.ms = ms;
  }
}

/** Failures before the first byte has left: whatever was asked for has not happened. */
const BEFORE_SENDING: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

function lineError(host: string, error: unknown): OmaError {
  if (error instanceof Timeout) {
    return new OmaError('fault', `OpenSRS (${host}) did not answer within ${Math.ceil(error.ms / 1000)} s.`, {
      cause: error,
    });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words = error instanceof Error ? error.message : String(error);
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|ERR_TLS|EPROTO/.test(code)) {
    return new OmaError('unreachable', `The certificate of ${host} cannot be trusted (${words}); nothing was sent.`, {
      cause: error,
    });
  }
  if (BEFORE_SENDING.has(code)) {
    const what = code === 'ENOTFOUND' ? `The host name ${host} is not known` : `${host} does not answer`;
    return new OmaError('unreachable', `${what} (${words}).`, { cause: error });
  }
  return new OmaError('fault', `The connection to OpenSRS (${host}) was lost before its answer came (${words}).`, {
    cause: error,
  });
}

async function readAll(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_ANSWER) throw new Error('the answer is larger than 32 MB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function retryAfter({ headers }: IncomingMessage): number | null {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null;
}
