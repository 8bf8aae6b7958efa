import { useSyncExternalStore } from 'react';
import type {
  ImportChoices,
  ImportLook,
  ImportReport,
  QuotaUnit,
  TableCorrection,
} from '../../../shared/domain/import.ts';

/** The import that is being looked at. It stays when the agent visits another screen in between. */
export interface ImportState {
  readonly look: ImportLook;
  readonly corrections: readonly TableCorrection[];
  readonly unit: QuotaUnit;
  /** The servers are chosen on the page; null before that. */
  readonly choices: Omit<ImportChoices, 'sourceEndpointId' | 'destinationEndpointId'> & {
    readonly sourceEndpointId: string | null;
    readonly destinationEndpointId: string | null;
  };
  readonly report: ImportReport | null;
}

let current: ImportState | null = null;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The open import, null for none. */
export function useImportState(): ImportState | null {
  return useSyncExternalStore(subscribe, () => current);
}

/** Replaces the open import, or changes it as it is at that moment. */
export function setImportState(next: ImportState | null | ((now: ImportState) => ImportState)): void {
  current = typeof next === 'function' ? current && next(current) : next;
  for (const listener of listeners) listener();
}

/** A fresh import of what was read. */
export function startImport(look: ImportLook): void {
  setImportState({
    look,
    corrections: [],
    unit: look.quotaUnit,
    choices: {
      sourceEndpointId: null,
      destinationEndpointId: null,
      customerName: null,
      destinationUsers: {},
      leaveOut: [],
      remove: [],
      passwords: 'store',
    },
    report: null,
  });
}

/** Changes some of the choices. */
export function choose(change: Partial<ImportState['choices']>): void {
  setImportState((now) => ({ ...now, choices: { ...now.choices, ...change } }));
}

/** The list with one entry added or taken out. */
export function withKeys(list: readonly string[], keys: readonly string[], wanted: boolean): string[] {
  const rest = list.filter((key) => !keys.includes(key));
  return wanted ? [...rest, ...keys] : rest;
}
