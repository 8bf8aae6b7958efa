import { MailFault } from '../faults.ts';

/** An `-ERR` of the server, in the form `toMailError` reads. */
export class Pop3Refusal extends MailFault {
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
