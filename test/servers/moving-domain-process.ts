// A moving world in a process of its own, for tests that run on a Node without what it needs. One line of JSON for each answer; the words
// `send` and `account` on standard input; ends with it.
import { createInterface } from 'node:readline';
import { startMovingWorld } from './moving-domain.ts';

const world = await startMovingWorld();
const say = (answer: unknown): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);
say(world.facts);
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'send') {
    world.startSending();
    say('sending');
  } else if (line === 'account') say(await world.account());
}
await world.stop();
process.exit(0);
