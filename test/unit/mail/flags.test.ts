import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalFlag, comparableFlags, flagsFor } from '../../../electron/engine/mail/flags.ts';

const system = ['\\Seen', '\\Answered', '\\Flagged', '\\Deleted', '\\Draft'];
const flag = fc.oneof(
  fc.constantFrom(...system, '\\Recent', '\\recent', '\\Custom', '$Forwarded', '$forwarded', 'NonJunk', 'Ünicode'),
  fc.string({ minLength: 1, maxLength: 8 }),
);
const permanent = fc.option(fc.array(fc.oneof(flag, fc.constant('\\*')), { maxLength: 6 }), { nil: null });

describe('flags on their way', () => {
  test('are kept or named, \\Recent is neither, and none can break the command', () => {
    fc.assert(
      fc.property(fc.array(flag, { maxLength: 8 }), permanent, (flags, folder) => {
        const { keep, refused } = flagsFor(flags, folder);
        const names = (list: readonly string[]) => new Set(list.map(canonicalFlag));
        const all = names(flags);
        all.delete('\\recent');
        expect(names([...keep, ...refused])).toEqual(all);
        const listed = new Set(folder ?? []);
        for (const one of keep) if (!listed.has(one)) expect(one).toMatch(/^\\?[!#$&'+-[^-z|}~]+$/);
      }),
      { numRuns: 3000 },
    );
  });

  test('go under the name of an equal keyword where only that is kept', () => {
    const folder = ['\\Seen', '$Forwarded', 'NonJunk'];
    expect(flagsFor(['Forwarded', '$NotJunk', '$Forwarded', 'Junk'], folder)).toEqual({
      keep: ['$Forwarded', 'NonJunk'],
      refused: ['Junk'],
    });
    expect(flagsFor(['Forwarded'], ['\\*'])).toEqual({ keep: ['Forwarded'], refused: [] });
    expect(comparableFlags(['NonJunk', 'Forwarded'])).toBe(comparableFlags(['$forwarded', '$NotJunk']));
    expect(comparableFlags(['Junk'])).not.toBe(comparableFlags(['NonJunk']));
  });

  test('follow what the folder keeps', () => {
    expect(flagsFor(['\\Seen', '$Label1', 'custom', '\\Odd'], ['\\Seen', 'Custom'])).toEqual({
      keep: ['\\Seen', 'Custom'],
      refused: ['$Label1', '\\Odd'],
    });
    expect(flagsFor(['$Label1', '\\Odd'], ['\\Seen', '\\*']).keep).toEqual(['$Label1']);
    expect(flagsFor(['\\Seen', '$Label1'], null).keep).toEqual(['\\Seen', '$Label1']);
    expect(flagsFor(['odd}name', 'a b', 'x]', 'y*'], null)).toEqual({
      keep: ['odd}name'],
      refused: ['a b', 'x]', 'y*'],
    });
  });

  test('compare without regard to order, case and \\Recent', () => {
    expect(comparableFlags(['$Work', '\\Recent', '\\SEEN'])).toBe(comparableFlags(['\\Seen', '$work']));
    expect(comparableFlags(['\\Seen'])).not.toBe(comparableFlags(['\\Seen', '\\Flagged']));
  });
});
