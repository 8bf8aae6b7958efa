// A program that takes messages away and is killed over it: node desk-child.ts '{"from": …, "to": …, "directory": …, "work": "undo", …}'.
// SIGKILL comes from within, at a command that is named, so that it hits the same place each time.
import { argv } from 'node:process';
import { mailWork } from '../../../electron/engine/mail-work.ts';
import { proposedExtras } from '../../../shared/domain/duplicates.ts';
import type { Place } from '../transfer/move.ts';
import { openDesk } from './surgery-desk.ts';

/** What the program is told. */
export interface KilledWork {
  readonly from: Place;
  readonly to: Place;
  readonly directory: string;
  readonly work: 'undo' | 'duplicates';
  /** The run that is undone. */
  readonly runId: string;
  /** At which of the commands that take messages away, and whether the server has carried it out by then. */
  readonly command: number;
  readonly when: 'before' | 'after';
}

const told = JSON.parse(argv[2] ?? '') as KilledWork;
let commands = 0;
const desk = await openDesk(told.from, told.to, told.directory, {
  ...mailWork,
  async openSession(...how) {
    const session = await mailWork.openSession(...how);
    const move = session.moveMessages.bind(session);
    return Object.assign(session, {
      async moveMessages(uids: readonly number[], folder: string) {
        commands += 1;
        const here = commands === told.command;
        if (here && told.when === 'before') process.kill(process.pid, 'SIGKILL');
        const moved = await move(uids, folder);
        if (here) process.kill(process.pid, 'SIGKILL');
        return moved;
      },
    });
  },
});
if (told.work === 'undo') {
  await desk.undo(await desk.preview(told.runId));
} else {
  const found = await desk.duplicates();
  const extras = found.groups.flatMap(proposedExtras);
  await desk.move(
    found,
    extras.map(({ folder, uid }) => ({ folder, uid })),
  );
}
