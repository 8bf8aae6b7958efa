// A practice workspace in a process of its own, to be killed: prints where its destination listens, then serves.
import { startPractice } from '../../../electron/engine/practice/practice.ts';

const [dir = ''] = process.argv.slice(2);
const practice = await startPractice({ dir, seed: 7, now: 0 });
process.stdout.write(`${JSON.stringify(practice.destination)}\n`);
