import { describe, expect, it } from 'vitest';
import { splitNames, withoutNames } from '../../../shared/domain/private-text.ts';

describe('what names somebody in a sentence', () => {
  it('is hidden: addresses, domains, and whatever is quoted', () => {
    expect(withoutNames('anna@harbour.test: the login was refused.')).toBe('…: the login was refused.');
    expect(withoutNames('Folder "Kunden/Müller" holds 12 messages of mueller-feinmechanik.test')).toBe(
      'Folder … holds 12 messages of …',
    );
    expect(withoutNames('„Rechnung 17“ und “Hello” von jörg@bücher.example')).toBe('… und … von …');
  });

  it('leaves numbers and ordinary words alone', () => {
    const sentence = 'All 1,000 messages in 12 folders are at the destination, e.g. 3.5 GB in 2.1 s.';
    expect(withoutNames(sentence)).toBe(sentence);
  });

  it('loses nothing of the text', () => {
    const text = 'a "b" c@d.test, e';
    expect(
      splitNames(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });
});
