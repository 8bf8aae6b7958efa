import { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MessageParser } from '../../../electron/engine/messages/message-parser.ts';

const message = Buffer.from('Subject: Hello\r\n\r\nText\r\n');

function parserWith(options: ConstructorParameters<typeof MessageParser>[0] = {}): MessageParser {
  const parser = new MessageParser(options);
  onTestFinished(() => parser.close());
  return parser;
}

describe('the thread that takes messages apart', () => {
  it('takes several at once and is closed and opened again', async () => {
    const parser = parserWith();
    const all = await Promise.all([parser.parse(message), parser.parse(message)]);
    expect(all.map(({ text }) => text?.trim())).toEqual(['Text', 'Text']);
    await parser.close();
    expect((await parser.parse(message)).text?.trim()).toBe('Text');
  });

  it('gives up a message that never ends, shows its header, and goes on with the next', async () => {
    let endless = true;
    const parser = parserWith({
      patienceMs: 20,
      startWorker: () => {
        const code = endless
          ? "require('node:worker_threads').parentPort.on('message', () => { for (;;) {} })"
          : "const { parentPort } = require('node:worker_threads'); parentPort.on('message', ({ id }) => parentPort.postMessage({ id, parsed: { text: 'next' } }))";
        return new Worker(code, { eval: true });
      },
    });
    const parsed = await parser.parse(message);
    expect(parsed).toMatchObject({ text: null, headers: [{ name: 'Subject', value: 'Hello' }] });
    expect(parsed.limits[0]).toContain('takes too long');
    expect(parsed.raw).toContain('Text');
    endless = false;
    const patient = parserWith({
      startWorker: () =>
        new Worker(
          "const { parentPort } = require('node:worker_threads'); parentPort.on('message', ({ id }) => parentPort.postMessage({ id, parsed: { text: 'next' } }))",
          { eval: true },
        ),
    });
    expect((await patient.parse(message)).text).toBe('next');
  });

  it('survives a thread that breaks', async () => {
    const workers: EventEmitter[] = [];
    const parser = parserWith({
      startWorker: () => {
        const worker = Object.assign(new EventEmitter(), {
          unref: () => undefined,
          terminate: async () => 0,
          postMessage: () => worker.emit('error', new Error('out of memory')),
        });
        workers.push(worker);
        return worker as unknown as Worker;
      },
    });
    expect((await parser.parse(message)).limits[0]).toContain('cannot be taken apart');
    await parser.parse(message);
    expect(workers).toHaveLength(2);
  });
});
