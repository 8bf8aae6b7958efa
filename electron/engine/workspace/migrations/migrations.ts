import { sql as workspace } from './001-workspace.ts';
import { sql as mailboxStanding } from './002-mailbox-standing.ts';
import { sql as folderMarks } from './003-folder-marks.ts';
import { sql as endpointLimits } from './004-endpoint-limits.ts';
import { sql as flagsAndFilters } from './005-flags-and-filters.ts';
import { sql as search } from './006-search.ts';
import { sql as runTraces } from './007-run-traces.ts';
import { sql as surgery } from './008-surgery.ts';
import { sql as directoryImport } from './009-directory-import.ts';
import { sql as opensrs } from './010-opensrs.ts';
import { sql as dns } from './011-dns.ts';
import { sql as steps } from './012-steps.ts';
import { sql as bulk } from './013-bulk.ts';
import { sql as incidents } from './014-incidents.ts';

/** All migrations in order; the number of a file is its place here. */
export const migrations: readonly string[] = [
  workspace,
  mailboxStanding,
  folderMarks,
  endpointLimits,
  flagsAndFilters,
  search,
  runTraces,
  surgery,
  directoryImport,
  opensrs,
  dns,
  steps,
  bulk,
  incidents,
];
