// cli-progress is CommonJS: its names are on the default export.
import cliProgress from 'cli-progress';

export const { MultiBar } = cliProgress;
export type SingleBar = cliProgress.SingleBar;
