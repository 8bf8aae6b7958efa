import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type DomainFilter, domainFilter } from './domain-filter.ts';

/** The address is written once typing rests: writing it draws more than the table. */
const REST_MS = 250;

/**
 * The filter as it is being typed, kept in the address as well; a new address, for instance from a link, replaces it. `settle` writes
 * the address at once, for whoever is about to leave the page and may come back.
 */
export function useDomainFilter(): {
  readonly filter: DomainFilter;
  readonly setFilter: (next: DomainFilter) => void;
  readonly settle: () => void;
} {
  const navigate = useNavigate();
  const inAddress = useSearch({ from: '/domains' });
  const [filter, setFilter] = useState<DomainFilter>(inAddress);
  // The address follows a moment later; what comes from there and was written here must not overtake the typing.
  const written = useRef<string[]>([]);
  const due = useRef<DueAddress | null>(null);

  const seen = useRef(inAddress);

  useEffect(() => {
    if (seen.current === inAddress) return;
    seen.current = inAddress;
    const place = written.current.indexOf(JSON.stringify(inAddress));
    if (place >= 0) {
      written.current.splice(0, place + 1);
      return;
    }
    written.current = [];
    forget(due);
    setFilter(inAddress);
  }, [inAddress]);

  const settle = useCallback((): void => {
    if (due.current === null) return;
    const { search } = due.current;
    forget(due);
    written.current.push(JSON.stringify(search));
    void navigate({ to: '/domains', search, replace: true });
  }, [navigate]);

  const change = useCallback(
    (next: DomainFilter): void => {
      forget(due);
      due.current = { search: domainFilter({ ...next }), timer: setTimeout(settle, REST_MS) };
      setFilter(next);
    },
    [settle],
  );

  useEffect(() => () => forget(due), []);
  return { filter, setFilter: change, settle };
}

interface DueAddress {
  readonly search: DomainFilter;
  readonly timer: ReturnType<typeof setTimeout>;
}

function forget(due: { current: DueAddress | null }): void {
  if (due.current !== null) clearTimeout(due.current.timer);
  due.current = null;
}
