/** The command line cannot be carried out as it was given; ends with exit status 2. The message never repeats a password. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Help or the version was asked for; `text` goes to standard output and the exit status is 0. */
export class HelpWanted extends Error {
  override readonly name = 'HelpWanted';
  readonly text: string;

  constructor(text: string) {
    super('help');
    this.text = text;
  }
}
