import type { Side } from '../../../shared/domain/endpoint.ts';
import { AppError } from '../../../shared/domain/errors.ts';

/** What every session answers that is only ever read from to all that would change something there, and to what only IMAP has. */
export abstract class SourceOnly {
  readonly #side: Side;
  readonly #what: string;

  /** `what`: what it is and why it is only read, as the beginning of a sentence. */
  constructor(side: Side, what: string) {
    this.#side = side;
    this.#what = what;
  }

  async compress(): Promise<boolean> {
    return false;
  }

  async quota(): Promise<null> {
    return null;
  }

  select(): Promise<never> {
    return this.#refuse('open a folder for writing');
  }

  createFolder(): Promise<never> {
    return this.#refuse('create folders');
  }

  subscribe(): Promise<never> {
    return this.#refuse('subscribe to folders');
  }

  append(): Promise<never> {
    return this.#refuse('take mail in');
  }

  addFlags(): Promise<never> {
    return this.#refuse('set flags');
  }

  removeFlags(): Promise<never> {
    return this.#refuse('take flags away');
  }

  moveMessages(): Promise<never> {
    return this.#refuse('move messages');
  }

  removeMessages(): Promise<never> {
    return this.#refuse('remove messages');
  }

  async #refuse(change: string): Promise<never> {
    throw new AppError({
      code: 'input.invalid',
      side: this.#side,
      message: `${this.#what}: it cannot ${change}. Choose an IMAP server for this.`,
    });
  }
}
