import { describe, expect, it } from 'vitest';
import { benchmarkMailboxes } from '../../servers/benchmark-mailboxes.ts';
import { messagesIn } from '../../servers/mailbox-plan.ts';

describe('benchmark mailboxes', () => {
  it.each([
    ['manySmall', 5000, 10, 20],
    ['realSizes', 2000, 80, 140],
    ['fewSmall', 1000, 2, 5],
    ['fewReal', 500, 25, 40],
  ] as const)('%s has %i messages of %i to %i MB', (name, messages, least, most) => {
    const plan = benchmarkMailboxes[name]();
    const bytes = plan.folders
      .flatMap((folder) => folder.messages)
      .reduce((sum, message) => sum + message.bytes.length, 0);
    expect(messagesIn(plan)).toBe(messages);
    expect(bytes / 1e6).toBeGreaterThan(least);
    expect(bytes / 1e6).toBeLessThan(most);
  });
});
