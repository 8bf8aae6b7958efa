import { describe, expect, it } from 'vitest';
import { symptomOf } from '../../../shared/domain/symptom.ts';

describe('the symptom of a run', () => {
  it('is the error and its side, and continuing helps where a password does not have to be asked for', () => {
    const refused = symptomOf({ state: 'failed', error: { code: 'mail.auth-failed', side: 'source' }, counts: {} });
    expect(refused).toEqual({
      key: 'failed mail.auth-failed source',
      words: 'The server refused the login (source)',
      cure: 'look',
    });
    const lost = symptomOf({ state: 'failed', error: { code: 'mail.unreachable', side: 'source' }, counts: {} });
    expect(lost?.cure).toBe('continue');
    expect(lost?.key).not.toBe(
      symptomOf({ state: 'failed', error: { code: 'mail.unreachable', side: 'destination' }, counts: {} })?.key,
    );
  });

  it('is what was found, whatever the order and the numbers, and without what does not matter', () => {
    const one = symptomOf({ state: 'findings', error: null, counts: { refused: 2, missing: 1, flags: 9 } });
    const other = symptomOf({ state: 'findings', error: null, counts: { missing: 700, refused: 1 } });
    expect(one?.key).toBe(other?.key);
    expect(one).toMatchObject({ words: 'Messages missing, refused', cure: 'look' });
    expect(symptomOf({ state: 'findings', error: null, counts: { missing: 3, extra: 1 } })?.cure).toBe('bring-back');
  });

  it('is none where the run ended well, goes on, or found remarks only', () => {
    for (const state of ['complete', 'running', 'queued'] as const)
      expect(symptomOf({ state, error: null, counts: {} })).toBeNull();
    expect(symptomOf({ state: 'findings', error: null, counts: { extra: 4 } })).toBeNull();
  });
});
