import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { ConnectionClosed } from '../../mail/faults.ts';

/** A login page is small; more is not read. */
const MOST_BYTES = 256 * 1024;

/** What a web server answered to one question. */
export interface WebPage {
  readonly status: number;
  readonly words: string;
  /** Where it sends us to, null when it answers itself. */
  readonly location: string | null;
  readonly html: string;
}

/** Asks for one page over a connection that stands, encrypted or not; `authority` is the host, with its port where that is unusual. */
export function fetchPage(socket: Socket, authority: string, path: string, signal: AbortSignal): Promise<WebPage> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        createConnection: () => socket,
        path,
        signal,
        headers: { Host: authority, Accept: 'text/html', 'User-Agent': 'Mailferry', Connection: 'close' },
      },
      (response) => {
        readHtml(response).then(
          (html) =>
            resolve({
              status: response.statusCode ?? 0,
              words: response.statusMessage ?? '',
              location: response.headers.location ?? null,
              html,
            }),
          reject,
        );
      },
    );
    asked.once('error', reject);
    asked.once('close', () => reject(new ConnectionClosed()));
    asked.end();
  });
}

async function readHtml(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = chunk as Buffer;
    chunks.push(bytes);
    size += bytes.length;
    if (size >= MOST_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
