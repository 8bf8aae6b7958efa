import { describe, expect, it, vi } from 'vitest';
import { createQuit } from '../../../electron/main/quit.ts';

describe('createQuit', () => {
  function setUp({ activeRuns = 0, agree = true } = {}) {
    const steps: string[] = [];
    const quit = createQuit({
      activeRuns: () => activeRuns,
      confirm: async (count) => {
        steps.push(`ask ${count}`);
        return agree;
      },
      stop: async () => {
        steps.push('stop');
      },
      leave: () => steps.push('leave'),
    });
    return { steps, quit };
  }

  it('stops, then leaves, once', async () => {
    const { steps, quit } = setUp();
    quit.request();
    quit.request();
    await vi.waitFor(() => expect(quit.isDone()).toBe(true));
    quit.request();
    expect(steps).toEqual(['stop', 'leave']);
  });

  it('asks once while runs are going on, and stays when told so', async () => {
    const { steps, quit } = setUp({ activeRuns: 2, agree: false });
    quit.request();
    quit.request();
    await vi.waitFor(() => expect(steps).toEqual(['ask 2']));
    expect(quit.isDone()).toBe(false);
  });

  it('leaves when told so', async () => {
    const { steps, quit } = setUp({ activeRuns: 1 });
    quit.request();
    await vi.waitFor(() => expect(steps).toEqual(['ask 1', 'stop', 'leave']));
  });

  it('does not ask when the system ends, not even while it is asking', async () => {
    const { steps, quit } = setUp({ activeRuns: 1 });
    quit.request();
    quit.request({ ask: false });
    await vi.waitFor(() => expect(quit.isDone()).toBe(true));
    expect(steps).toEqual(['ask 1', 'stop', 'leave']);
  });
});
