import { describe, expect, it } from 'vitest';
import { emptyInput, looksLikeAddress, nextInput, pastedInput } from '../../../renderer/app/palette-text.ts';
import { MASK } from '../../../shared/domain/pasted-text.ts';

/** Types key by key, as a person does: each key goes behind what the field shows. */
function typed(text: string): { shown: string[]; input: ReturnType<typeof nextInput> } {
  const shown: string[] = [];
  let input = emptyInput;
  for (const key of text) {
    input = nextInput(input, input.text + key);
    shown.push(input.text);
  }
  return { shown, input };
}

describe('the field of the palette', () => {
  it('hides a password that is typed, from its second letter on and to its end', () => {
    const { shown, input } = typed('anna@harbour.test pw Tide.Table.07');
    expect(shown.at(-1)).toBe(`anna@harbour.test pw ${MASK}`);
    expect(input.passwords).toEqual(['Tide.Table.07']);
    expect(shown.join('\n')).not.toMatch(/Ti|Ta|07/);
  });

  it('shows again what turns out to be no password', () => {
    expect(typed('password is wrong').input).toMatchObject({ text: 'password is wrong', passwords: [] });
    expect(typed('my password is abc1').input).toMatchObject({ passwords: ['abc1'] });
  });

  it('forgets the password with the first dot that is deleted', () => {
    const input = nextInput(emptyInput, 'pw xyz9 anna@harbour.test');
    expect(nextInput(input, input.text.replace('•', ''))).toMatchObject({
      text: 'pw  anna@harbour.test',
      passwords: [],
    });
  });

  it('takes a paste of several lines without ever showing the password in it', () => {
    const input = pastedInput(nextInput(emptyInput, 'x'), 'anna@harbour.test\npassword: Kelp-1\nthanks', 0, 1);
    expect(input.text).toBe(`anna@harbour.test password: ${MASK} thanks`);
    expect(input.terms).toEqual(['anna@harbour.test']);
  });

  it('offers to add only what has the form of an address', () => {
    expect(['anna@harbour.test', 'anna@harbour', 'harbour.test', 'two words@x.test'].map(looksLikeAddress)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
