import { z } from 'zod';
import { type SearchRef, searchRef } from '../../shared/contract/search.ts';
import type { WorkspaceKind } from '../../shared/contract/workspace.ts';

const MOST = 8;
const key = (workspace: WorkspaceKind): string => `mailferry.picked.${workspace}`;

/** What was opened from the palette last, the newest first: numbers only, never what was typed. */
export function recentPicks(workspace: WorkspaceKind): readonly SearchRef[] {
  try {
    return z.array(searchRef).parse(JSON.parse(localStorage.getItem(key(workspace)) ?? '[]'));
  } catch {
    return [];
  }
}

export function rememberPick(workspace: WorkspaceKind, { kind, id }: SearchRef): void {
  const others = recentPicks(workspace).filter((pick) => pick.kind !== kind || pick.id !== id);
  try {
    localStorage.setItem(key(workspace), JSON.stringify([{ kind, id }, ...others].slice(0, MOST)));
  } catch {
    // Storage is full or denied: the palette works without memory.
  }
}
