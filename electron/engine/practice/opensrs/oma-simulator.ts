import { once } from 'node:events';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { type MailHost, mayCall, type OmaMethod, Refusal, requests } from './documented.ts';
import { type OmaMethodsOf, omaMethods } from './oma-methods.ts';
import { type CopyMailbox, OmaMigrations } from './oma-migrations.ts';
import { type Admin, newToken, type OmaState } from './oma-state.ts';

/** Something that goes wrong on purpose. */
export interface OmaFault {
  /** Of one method; of any where absent. */
  readonly method?: OmaMethod;
  /** How many calls; one where absent. */
  readonly times?: number;
  readonly kind:
    | 'http-500'
    | 'http-503'
    | 'error-0'
    /** Error 23 instead of 7 for names that are taken. */
    | 'error-23'
    /** The token is refused as if it had run out. */
    | 'expired-token'
    | 'malformed-json'
    | 'html'
    /** The call is carried out, but its answer never arrives. */
    | 'lost-answer'
    /** The answer comes after `ms`. */
    | 'slow';
  readonly ms?: number;
}

/** A call as it arrived; without credentials. */
export interface OmaCallSeen {
  readonly method: string;
  readonly by: string;
  readonly with: 'token' | 'password';
  readonly body: Readonly<Record<string, unknown>>;
}

export interface OmaSimulator {
  /** For the client: `http(s)://127.0.0.1:port/api`. */
  readonly url: string;
  readonly state: OmaState;
  readonly calls: readonly OmaCallSeen[];
  /** The most calls that were being answered at the same time. */
  readonly peak: number;
  fault(fault: OmaFault): void;
  /** Forgets all faults that have not happened yet. */
  heal(): void;
  /** Ends all API tokens, as if they had run out. */
  expireTokens(): void;
  stop(): Promise<void>;
}

export interface OmaSimulatorOptions {
  readonly state: OmaState;
  readonly mail: MailHost;
  readonly copy: CopyMailbox;
  readonly now?: () => number;
  /** A certificate and its key, PEM; without them clear text, on this computer alone. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly port?: number;
  /** Called after every call that changed a domain or a mailbox. */
  readonly onChanged?: () => void;
}

const credentials = z.strictObject({
  user: z.string().min(1),
  password: z.string().min(1).optional(),
  token: z.string().min(1).optional(),
  client: z.string().optional(),
});
const body = z.looseObject({ credentials });

/** Serves the mail API on a free port of the loopback address, strict about what is documented. */
export async function startOmaSimulator(options: OmaSimulatorOptions): Promise<OmaSimulator> {
  const { state, mail, now = Date.now } = options;
  const migrations = new OmaMigrations(options.copy);
  const methods: OmaMethodsOf = omaMethods({ state, mail, migrations, now });
  const calls: OmaCallSeen[] = [];
  const faults: { readonly fault: OmaFault; left: number }[] = [];
  let open = 0;
  let peak = 0;

  const takeFault = (method: string): OmaFault | null => {
    const found = faults.find(({ fault, left }) => left > 0 && (fault.method === undefined || fault.method === method));
    if (!found) return null;
    found.left -= 1;
    return found.fault;
  };

  /** @throws Refusal 1 */
  const adminOf = (given: z.output<typeof credentials>, fault: OmaFault | null): Admin => {
    const admin = state.admins.find((entry) => entry.user === given.user);
    const known = given.token === undefined ? undefined : state.apiTokens.get(given.token);
    if (known && fault?.kind !== 'expired-token' && known.until > now() && known.admin.user === given.user)
      return known.admin;
    if (admin && given.token === undefined && admin.password === given.password) return admin;
    throw new Refusal(1, 'Authentication failed');
  };

  const carryOut = async (
    method: OmaMethod,
    text: string,
    fault: OmaFault | null,
  ): Promise<Record<string, unknown>> => {
    const given = body.safeParse(JSON.parse(text));
    if (!given.success) throw new Refusal(5, 'credentials are missing or malformed');
    const { credentials: login, ...rest } = given.data;
    calls.push({ method, by: login.user, with: login.token === undefined ? 'password' : 'token', body: rest });
    const admin = adminOf(login, fault);
    const request = requests[method].safeParse(rest);
    if (!request.success) {
      const [issue] = request.error.issues;
      const where =
        issue?.code === 'unrecognized_keys'
          ? `unknown field ${issue.keys.join(', ')}`
          : `${issue?.path.join('.')}: ${issue?.message}`;
      throw new Refusal(5, `Malformed request (${where})`);
    }
    if (!mayCall(admin.role, method)) throw new Refusal(9, `Not permitted to call ${method}`);
    if (method === 'authenticate') return authenticate(requests.authenticate.parse(rest), admin);
    // The request was read by the schema of this very method.
    const call = methods[method] as (request: unknown, admin: Admin) => Promise<Record<string, unknown>>;
    const result = await call(request.data, admin);
    if (method === 'change_domain' || method === 'change_user') options.onChanged?.();
    return result;
  };

  const authenticate = (request: z.output<typeof requests.authenticate>, admin: Admin): Record<string, unknown> => {
    if (!request.generate_session_token && request.token === undefined) return {};
    const seconds = request.session_token_duration ?? 10_800;
    const token = request.token ?? newToken();
    state.apiTokens.set(token, { admin, until: now() + seconds * 1000 });
    return { session_token: token, session_token_duration: String(seconds) };
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = /^\/api\/(\w+)$/.exec(request.url ?? '')?.[1] ?? '';
    const text = await readBody(request);
    if (request.method !== 'POST' || !isMethod(method)) return end(response, 404, 'No such method');
    const fault = takeFault(method);
    if (fault?.kind === 'slow') await delay(fault.ms ?? 0);
    if (fault?.kind === 'http-500') return end(response, 500, 'Internal error');
    if (fault?.kind === 'http-503') return end(response, 503, 'Come back later', { 'Retry-After': '1' });
    if (fault?.kind === 'malformed-json') return end(response, 200, '{"success": tru');
    if (fault?.kind === 'html') return end(response, 200, '<html><body>It works!</body></html>');
    if (fault?.kind === 'error-0')
      return answer(response, { success: false, error_number: 0, error: 'Internal failure' });
    try {
      JSON.parse(text);
    } catch {
      return end(response, 400, 'Bad JSON');
    }
    try {
      const result = await carryOut(method, text, fault);
      if (fault?.kind === 'lost-answer') return void response.destroy();
      answer(response, { success: true, ...result });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (fault?.kind === 'lost-answer') return void response.destroy();
      const number = fault?.kind === 'error-23' && error.errorNumber === 7 ? 23 : error.errorNumber;
      answer(response, { success: false, error_number: number, error: error.message, ...error.extra });
    }
  };

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    open += 1;
    peak = Math.max(peak, open);
    handle(request, response)
      .catch((error: unknown) => {
        if (!response.writableEnded) end(response, 500, error instanceof Error ? error.message : String(error));
      })
      .finally(() => {
        open -= 1;
      });
  };
  const server = options.tls ? createHttps(options.tls, listener) : createHttp(listener);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The OMA simulator got no port');

  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${address.port}/api`,
    state,
    calls,
    get peak() {
      return peak;
    },
    fault: (fault) => void faults.push({ fault, left: fault.times ?? 1 }),
    heal: () => void faults.splice(0),
    expireTokens: () => state.apiTokens.clear(),
    async stop() {
      migrations.stop();
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function isMethod(name: string): name is OmaMethod {
  return Object.hasOwn(requests, name);
}

function end(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'text/plain', ...headers }).end(text);
}

/** 200, whether it was a success or not. */
function answer(response: ServerResponse, content: Record<string, unknown>): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(content));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
