import { carryTrace } from '../protocol-trace.ts';
import type { ImapWire } from './wire/imap-wire.ts';
import { type Part, string } from './wire/outgoing.ts';
import { CommandRefused } from './wire/refusal.ts';
import type { StatusText } from './wire/values.ts';

/** What needs neither escapes nor a literal, which not every server reads right. */
const PLAIN_TEXT = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/**
 * Logs in with one single attempt, in the way that takes the fewest round trips among those the server offers.
 *
 * @throws CommandRefused marked as a failed login, with the server's words but never with the password in them
 */
export async function logIn(
  wire: ImapWire,
  user: string,
  password: string,
  capabilities: readonly string[],
): Promise<void> {
  try {
    await attempt(wire, user, password, capabilities);
  } catch (error) {
    if (!(error instanceof CommandRefused)) throw error;
    const { serverResponseCode: name, responseText, responseStatus } = error;
    const words = password === '' ? responseText : responseText.replaceAll(password, '***');
    const code = name === undefined ? null : { name, values: [] };
    throw carryTrace(error, new CommandRefused(responseStatus, { code, words }, true));
  }
}

function attempt(wire: ImapWire, user: string, password: string, capabilities: readonly string[]): Promise<StatusText> {
  const has = (name: string): boolean => capabilities.includes(name);
  const plain = Buffer.from(`\0${user}\0${password}`).toString('base64');
  // Exchange takes DOMAIN\user/mailbox with LOGIN only.
  const delegated = /[\\/]/.test(user);
  if (has('AUTH=PLAIN') && has('SASL-IR') && !delegated) {
    return wire.run({ name: 'AUTHENTICATE', parts: [` PLAIN ${plain}`] });
  }
  const simple = PLAIN_TEXT.test(user) && PLAIN_TEXT.test(password);
  const canLogIn = !has('LOGINDISABLED');
  if (canLogIn && (simple || delegated)) return sendLogin(wire, user, password);
  if (has('AUTH=PLAIN')) return wire.run({ name: 'AUTHENTICATE', parts: [' PLAIN'], replies: [plain] });
  if (has('AUTH=LOGIN')) {
    const replies = [user, password].map((text) => Buffer.from(text).toString('base64'));
    return wire.run({ name: 'AUTHENTICATE', parts: [' LOGIN'], replies });
  }
  if (canLogIn) return sendLogin(wire, user, password);
  return Promise.reject(new CommandRefused('NO', { code: null, words: 'Login is disabled (LOGINDISABLED)' }));
}

function sendLogin(wire: ImapWire, user: string, password: string): Promise<StatusText> {
  return wire.run({ name: 'LOGIN', parts: [' ', bytesOf(user), ' ', bytesOf(password)] });
}

/** Anything beyond ASCII goes as UTF-8. */
function bytesOf(text: string): Part {
  return string(Buffer.from(text).toString('latin1'));
}
