/**
 * Whatever a connection itself ends a command with, in the form `toMailError` reads; everything else comes from whoever
 * received the messages.
 */
export class MailFault extends Error {}

export class ConnectionClosed extends MailFault {
  readonly code = 'EConnectionClosed';
  /** The server's words when it said goodbye by itself (BYE). */
  readonly reason: string | undefined;

  constructor(reason?: string) {
    super('The connection was closed.');
    this.reason = reason;
  }
}

/** The system's own error of the socket, for instance ECONNRESET. */
export class SocketFault extends MailFault {
  readonly code: string | undefined;

  constructor(error: NodeJS.ErrnoException) {
    super(error.message, { cause: error });
    this.code = error.code;
  }
}

export class TookTooLong extends MailFault {
  readonly code = 'ETIMEOUT';

  constructor() {
    super('The server took too long.');
  }
}

/** The server said something the protocol does not know at this place. */
export class OddAnswer extends MailFault {
  readonly code = 'InvalidResponse';

  constructor(what: string) {
    super(`The server sent ${what}.`);
  }
}

/** TLS could not be agreed. */
export class TlsFault extends SocketFault {
  readonly tlsFailed = true;
}

/** The server does not consent to encryption: STARTTLS (RFC 3501, 6.2.1), STLS (RFC 2595). */
export class NoTls extends MailFault {
  readonly tlsFailed = true;
  readonly reason: string;

  constructor(words: string) {
    super('The server does not support STARTTLS.');
    this.reason = words;
  }
}
