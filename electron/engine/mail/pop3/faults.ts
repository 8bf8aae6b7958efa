/** Whatever a POP3 connection itself ends a command with; everything else comes from whoever received the messages. */
export class Pop3Fault extends Error {}

/** An `-ERR` of the server, in the form `toMailError` reads. */
export class Pop3Refusal extends Pop3Fault {
  readonly responseStatus = 'NO';
  readonly responseText: string;
  /** The response code of RFC 2449 and 3206 in brackets, upper case. */
  readonly serverResponseCode: string | undefined;
  readonly authenticationFailed: boolean;

  constructor(line: string, authenticationFailed = false) {
    const words = line.replace(/^-ERR\s*/i, '').trim();
    super(words);
    this.responseText = words;
    this.serverResponseCode = /^\[([^\]\s]+)[^\]]*\]/.exec(words)?.[1]?.toUpperCase();
    this.authenticationFailed = authenticationFailed;
  }
}

export class ConnectionClosed extends Pop3Fault {
  readonly code = 'EConnectionClosed';

  constructor() {
    super('The connection was closed.');
  }
}

/** The system's own error of the socket, for instance ECONNRESET. */
export class SocketFault extends Pop3Fault {
  readonly code: string | undefined;

  constructor(error: NodeJS.ErrnoException) {
    super(error.message, { cause: error });
    this.code = error.code;
  }
}

export class TookTooLong extends Pop3Fault {
  readonly code = 'ETIMEOUT';

  constructor() {
    super('The server took too long.');
  }
}

/** The server said something POP3 does not know at this place. */
export class OddAnswer extends Pop3Fault {
  readonly code = 'InvalidResponse';

  constructor(what: string) {
    super(`The server sent ${what}.`);
  }
}

/** TLS could not be agreed. */
export class TlsFault extends SocketFault {
  readonly tlsFailed = true;
}

/** The server does not consent to STLS (RFC 2595). */
export class NoTls extends Pop3Fault {
  readonly tlsFailed = true;
  readonly reason: string;

  constructor(words: string) {
    super('The server does not support STARTTLS.');
    this.reason = words;
  }
}
