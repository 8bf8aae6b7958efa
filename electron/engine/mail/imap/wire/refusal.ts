import { MailFault } from '../../faults.ts';
import type { StatusText } from './values.ts';

/** A tagged NO or BAD, in the form `toMailError` reads. */
export class CommandRefused extends MailFault {
  readonly responseStatus: 'NO' | 'BAD';
  /** The server's words, without the response code. */
  readonly responseText: string;
  /** Upper case. */
  readonly serverResponseCode: string | undefined;
  readonly authenticationFailed: boolean;
  /** Milliseconds the server asks to wait, where it says so in words as Microsoft 365 does. */
  readonly throttleReset: number | undefined;

  constructor(status: 'NO' | 'BAD', { code, words }: StatusText, authenticationFailed = false) {
    super(`${status} ${words}`);
    this.responseStatus = status;
    this.responseText = words;
    this.serverResponseCode = code?.name;
    this.authenticationFailed = authenticationFailed;
    const wait = /throttled.*Backoff Time[:=\s]+(\d+)/i.exec(words)?.[1];
    this.throttleReset = wait === undefined ? undefined : Number(wait);
  }
}
