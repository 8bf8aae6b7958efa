import type { Surroundings } from './output/surroundings.ts';

const ENTER = /^[\r\n]$/;
const BACKSPACE = /^[\b\x7f]$/;
const CTRL_C = '\x03';
const CTRL_D = '\x04';
const CTRL_U = '\x15';

/**
 * Asks on the terminal and shows nothing of the answer. Standard error carries the question, so that standard output stays
 * the result's alone. Null: given up with Ctrl-C or another signal to end, or with Ctrl-D on an empty line.
 */
export function askWithoutEcho(
  question: string,
  around: Pick<Surroundings, 'stdin' | 'stderr' | 'interrupted'>,
): Promise<string | null> {
  const { stdin, stderr, interrupted } = around;
  stderr.write(question);
  return new Promise((resolve, reject) => {
    let answer: string[] = [];
    const finish = (result: string | null): void => {
      stdin.removeListener('data', onData);
      stdin.removeListener('end', onEnd);
      stdin.removeListener('error', onError);
      interrupted.removeEventListener('abort', onInterrupt);
      stdin.setRawMode?.(false);
      stdin.pause();
      stderr.write('\n');
      resolve(result);
    };
    const onEnd = (): void => finish(answer.length === 0 ? null : answer.join(''));
    const onInterrupt = (): void => finish(null);
    const onError = (error: Error): void => {
      stdin.setRawMode?.(false);
      reject(error);
    };
    const onData = (chunk: string | Buffer): void => {
      // Pasted text comes as one chunk, with its line end.
      for (const character of chunk.toString()) {
        if (ENTER.test(character)) {
          finish(answer.join(''));
          return;
        }
        if (character === CTRL_C || (character === CTRL_D && answer.length === 0)) {
          finish(null);
          return;
        }
        if (character === CTRL_U) answer = [];
        else if (BACKSPACE.test(character)) answer.pop();
        else if (character >= ' ') answer.push(character);
      }
    };
    stdin.setEncoding('utf8');
    stdin.setRawMode?.(true);
    stdin.on('data', onData);
    stdin.once('end', onEnd);
    stdin.once('error', onError);
    interrupted.addEventListener('abort', onInterrupt, { once: true });
    stdin.resume();
  });
}
