/** An `-ERR` of the server, in the form `toMailError` reads. */
export class Pop3Refusal extends Error {
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

export class ConnectionClosed extends Error {
  readonly code = 'EConnectionClosed';

  constructor() {
    super('The connection was closed.');
  }
}

export class TookTooLong extends Error {
  readonly code = 'ETIMEOUT';

  constructor() {
    super('The server took too long.');
  }
}

/** The server said something POP3 does not know at this place. */
export class OddAnswer extends Error {
  readonly code = 'InvalidResponse';

  constructor(what: string) {
    super(`The server sent ${what}.`);
  }
}

/** TLS could not be agreed; keeps what the TLS layer said. */
export class TlsFault extends Error {
  readonly tlsFailed = true;
  readonly code: string | undefined;

  constructor(message: string, code?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
