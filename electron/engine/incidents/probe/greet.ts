import { NoTls, OddAnswer } from '../../mail/faults.ts';
import type { ProbeLine } from './probe-line.ts';

/** A server that answers, and says that it will not serve. */
export class ServiceRefusal extends Error {
  readonly words: string;
  /** SMTP: the number it answered with. */
  readonly status: number | null;

  constructor(words: string, status: number | null = null) {
    super(words);
    this.words = words;
    this.status = status;
  }
}

/** What a service said first. */
export interface Greeting {
  readonly words: string;
  readonly status: number | null;
}

/** How one protocol greets and consents to encryption. */
export interface Speech {
  greeting(line: ProbeLine): Promise<Greeting>;
  /** Asks for encryption; false where the server does not offer it. @throws NoTls where it offers and then refuses it */
  askForTls(line: ProbeLine): Promise<boolean>;
  readonly goodbye: string;
}

/** The name given in EHLO: one that can never be somebody's (RFC 6761). */
const EHLO_NAME = 'mailferry.invalid';

const imap: Speech = {
  async greeting(line) {
    const said = await line.readLine();
    const match = /^\* (OK|PREAUTH|BYE)\b ?(.*)$/i.exec(said);
    if (!match) throw new OddAnswer(`"${said.slice(0, 60)}" for a greeting`);
    const words = (match[2] ?? '').replace(/^\[[^\]]*\] ?/, '');
    if (match[1]?.toUpperCase() === 'BYE') throw new ServiceRefusal(words);
    return { words, status: null };
  },
  async askForTls(line) {
    line.send('p1 STARTTLS');
    const said = await tagged(line, 'p1');
    if (/^OK\b/i.test(said)) return true;
    if (/^BAD\b/i.test(said)) return false;
    throw new NoTls(said.replace(/^\w+ /, ''));
  },
  goodbye: 'p9 LOGOUT',
};

async function tagged(line: ProbeLine, tag: string): Promise<string> {
  while (true) {
    const said = await line.readLine();
    if (said.startsWith(`${tag} `)) return said.slice(tag.length + 1);
    if (/^\* BYE\b/i.test(said)) throw new ServiceRefusal(said.slice(6).trim());
  }
}

const pop3: Speech = {
  async greeting(line) {
    const said = await line.readLine();
    const match = /^(\+OK|-ERR) ?(.*)$/i.exec(said);
    if (!match) throw new OddAnswer(`"${said.slice(0, 60)}" for a greeting`);
    const words = match[2] ?? '';
    if (match[1] !== '+OK') throw new ServiceRefusal(words);
    return { words, status: null };
  },
  async askForTls(line) {
    line.send('STLS');
    return /^\+OK/i.test(await line.readLine());
  },
  goodbye: 'QUIT',
};

const smtp: Speech = {
  async greeting(line) {
    const { code, lines } = await smtpReply(line);
    const words = lines.join(' ');
    if (code !== 220) throw new ServiceRefusal(`${code} ${words}`, code);
    return { words, status: code };
  },
  async askForTls(line) {
    line.send(`EHLO ${EHLO_NAME}`);
    const { code, lines } = await smtpReply(line);
    if (code !== 250 || !lines.some((word) => /^STARTTLS\b/i.test(word))) return false;
    line.send('STARTTLS');
    const answer = await smtpReply(line);
    if (answer.code !== 220) throw new NoTls(answer.lines.join(' '));
    return true;
  },
  goodbye: 'QUIT',
};

/** A reply of SMTP: its number, and the text of each of its lines (RFC 5321, 4.2.1). */
async function smtpReply(line: ProbeLine): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  while (true) {
    const said = await line.readLine();
    const match = /^(\d{3})(?:([ -])(.*))?$/.exec(said);
    if (!match) throw new OddAnswer(`"${said.slice(0, 60)}" for a reply`);
    lines.push(match[3] ?? '');
    if (match[2] !== '-') return { code: Number(match[1]), lines };
  }
}

/** How each protocol of mail greets. */
export const speeches = { imap, pop3, smtp } as const satisfies Readonly<Record<string, Speech>>;
