import { setTimeout as delay } from 'node:timers/promises';
import { readEnvelope, type XcpValue, xcpRequest } from './envelope.ts';
import { xcpSignature } from './signature.ts';

export interface XcpOptions {
  /** `https://rr-n1-tor.opensrs.net:55443/`, or the test system's `https://horizon.opensrs.net:55443/`. */
  readonly url: string;
  readonly username: string;
  readonly key: string;
  readonly timeoutMs?: number;
  /** Milliseconds before a call that was too many is made again. */
  readonly backOffMs?: readonly number[];
  /** Sends a document; the network unless a test says otherwise. */
  readonly send?: (
    url: string,
    headers: Readonly<Record<string, string>>,
    xml: string,
    signal: AbortSignal,
  ) => Promise<string>;
}

/** A reply that says no, with its code. `0`: what came back is no reply. */
export class XcpRefusal extends Error {
  override readonly name = 'XcpRefusal';
  readonly code: number;

  constructor(code: number, text: string, options?: ErrorOptions) {
    super(text, options);
    this.code = code;
  }
}

const TIMEOUT_MS = 30_000;
const BACK_OFF_MS = [2000, 8000];
/** Too many commands, too many connections: the same call can succeed a little later. */
const BUSY = [300, 310];
const AT_ONCE = 4;

/** A client of the domain API. At most four calls are on their way at one time. */
export function createXcpClient(options: XcpOptions) {
  const { url, username, key, timeoutMs = TIMEOUT_MS, backOffMs = BACK_OFF_MS, send = post } = options;
  let running = 0;
  const waiting: (() => void)[] = [];

  const once = async (action: string, attributes: XcpValue, signal: AbortSignal | undefined): Promise<XcpValue> => {
    const xml = xcpRequest(action, attributes);
    const headers = {
      'Content-Type': 'text/xml',
      'X-Username': username,
      'X-Signature': xcpSignature(xml, key),
    };
    const timeout = AbortSignal.timeout(timeoutMs);
    const text = await send(url, headers, xml, signal === undefined ? timeout : AbortSignal.any([signal, timeout]));
    let reply: Readonly<Record<string, XcpValue>>;
    try {
      reply = readEnvelope(text);
    } catch (error) {
      throw new XcpRefusal(0, text.trim().slice(0, 300) || 'The answer is empty.', { cause: error });
    }
    if (reply.is_success === '1') return reply.attributes ?? {};
    const code = Number(reply.response_code);
    throw new XcpRefusal(Number.isInteger(code) ? code : 0, String(reply.response_text ?? 'No reason is given.'));
  };

  return {
    /**
     * Makes one call and waits where the other side says it is too many.
     *
     * @throws XcpRefusal, or what the network says
     */
    async call(action: string, attributes: XcpValue, signal?: AbortSignal): Promise<XcpValue> {
      if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        for (let attempt = 0; ; attempt += 1) {
          try {
            return await once(action, attributes, signal);
          } catch (error) {
            const pause = backOffMs[attempt];
            if (!(error instanceof XcpRefusal) || !BUSY.includes(error.code) || pause === undefined) throw error;
            await delay(pause, undefined, signal === undefined ? {} : { signal });
          }
        }
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
export type XcpClient = ReturnType<typeof createXcpClient>;

async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  xml: string,
  signal: AbortSignal,
): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body: Buffer.from(xml, 'utf8'),
    redirect: 'error',
    signal,
  });
  return await response.text();
}
