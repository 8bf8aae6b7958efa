import { type RecordSet, type SetChange, sameRecords } from '../../../shared/domain/dns.ts';
import { AppError } from '../../../shared/domain/errors.ts';

/** The names a change touches. */
export function namesIn(sets: readonly SetChange[]): string[] {
  return [...new Set(sets.map(({ name }) => name))];
}

const setAt = (sets: readonly RecordSet[], name: string, type: string): RecordSet | null =>
  sets.find((set) => set.name === name && set.type === type) ?? null;

/** Names and types whose records are not as the change says. Beside a new alias nothing may have come up. */
export function differing(
  sets: readonly SetChange[],
  there: readonly RecordSet[],
  which: 'before' | 'after',
): string[] {
  const wrong = sets
    .filter((set) => !sameRecords(set.type, setAt(there, set.name, set.type), set[which], 'with-ttl'))
    .map(({ name, type }) => `${type} of ${name}`);
  if (which === 'after') return wrong;
  const aliased = sets.filter(({ type, after }) => type === 'CNAME' && after !== null).map(({ name }) => name);
  const extra = there.filter(
    ({ name, type }) => aliased.includes(name) && !sets.some((set) => set.name === name && set.type === type),
  );
  return [...wrong, ...extra.map(({ name, type }) => `${type} of ${name}`)];
}

/** The guard before every write. @throws AppError `dns.changed-meanwhile` */
export function mustBe(sets: readonly SetChange[], there: readonly RecordSet[], what: string): void {
  const wrong = differing(sets, there, 'before');
  if (wrong.length > 0) {
    throw new AppError({
      code: 'dns.changed-meanwhile',
      message: `${what}: ${wrong.join(', ')}. Nothing was overwritten.`,
    });
  }
}

/** Where a provider rounds lifetimes, what is there counts. */
export function withTtlOf(sets: readonly SetChange[], there: readonly RecordSet[]): SetChange[] {
  return sets.map((set) => {
    const found = setAt(there, set.name, set.type);
    return set.before === null || found === null ? set : { ...set, before: { ...set.before, ttl: found.ttl } };
  });
}
