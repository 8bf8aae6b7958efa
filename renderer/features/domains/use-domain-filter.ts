import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { type DomainFilter, domainFilter } from './domain-filter.ts';

/** The filter as it is being typed, kept in the address as well; a new address, for instance from a link, replaces it. */
export function useDomainFilter(): readonly [DomainFilter, (next: DomainFilter) => void] {
  const navigate = useNavigate();
  const inAddress = useSearch({ from: '/domains' });
  const [filter, setFilter] = useState<DomainFilter>(inAddress);
  // The address follows a moment later; what comes from there and was written here must not overtake the typing.
  const written = useRef<string[]>([]);

  useEffect(() => {
    const place = written.current.indexOf(JSON.stringify(inAddress));
    if (place >= 0) {
      written.current.splice(0, place + 1);
      return;
    }
    written.current = [];
    setFilter(inAddress);
  }, [inAddress]);

  function change(next: DomainFilter): void {
    const search = domainFilter({ ...next });
    written.current.push(JSON.stringify(search));
    setFilter(next);
    void navigate({ to: '/domains', search, replace: true });
  }
  return [filter, change];
}
