import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A program to run, with everything it needs. */
export interface Command {
  readonly program: string;
  readonly parameters: readonly string[];
  /** On top of the environment of the bench. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** How a program ran. */
export interface TimedRun {
  /** From before its start to its end, in seconds. */
  readonly seconds: number;
  /** Milliseconds since 1970, when it was started and when it had ended. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Largest resident memory of the process itself in bytes, as the kernel kept it; null where there is no /proc. */
  readonly peakMemory: number | null;
  /** Processor time of the process itself, in seconds, up to a few hundredths before its end; null where there is no /proc. */
  readonly processorSeconds: number | null;
  /** Exit status, the name of the signal, or 'time limit'. */
  readonly end: number | string;
  /** The last part of what it printed, for the case of a failure. */
  readonly output: string;
  /** The whole of its standard output. */
  readonly standardOutput: string;
}

const sampleMs = 50;
const keptOutput = 4_000;

/** Peak resident memory of a process in bytes; null when it is gone, or where there is no /proc. */
function peakMemoryOf(pid: number): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

// The unit of utime and stime, the same on every Linux (USER_HZ).
const ticksPerSecond = 100;

/** Processor time of a process so far in seconds; null when it is gone, or where there is no /proc. */
function processorSecondsOf(pid: number): number | null {
  try {
    // The name in parentheses may hold blanks; utime and stime are the 14th and 15th field.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return null;
  }
}

/**
 * Runs a program to its end, or ends it with its children after `limitSeconds` or when `stop` is aborted. Rejects only when it
 * cannot be started.
 */
export function runTimed(command: Command, limitSeconds: number, stop: AbortSignal): Promise<TimedRun> {
  return new Promise((resolve, reject) => {
    let output = '';
    let standardOutput = '';
    let peakMemory: number | null = null;
    let processorSeconds: number | null = null;
    let overdue = false;
    const startedAt = Date.now();
    const started = performance.now();
    const child = spawn(command.program, command.parameters, {
      env: { ...process.env, NO_COLOR: '1', ...command.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that the limit ends its children too.
      detached: true,
    });
    const sample = (): void => {
      if (child.pid === undefined) return;
      peakMemory = peakMemoryOf(child.pid) ?? peakMemory;
      processorSeconds = processorSecondsOf(child.pid) ?? processorSeconds;
    };
    const sampler = setInterval(sample, sampleMs);
    const endAll = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has just ended by itself.
      }
    };
    stop.addEventListener('abort', endAll);
    const limit = setTimeout(() => {
      overdue = true;
      endAll();
    }, limitSeconds * 1000);
    const settle = (): void => {
      clearInterval(sampler);
      clearTimeout(limit);
      stop.removeEventListener('abort', endAll);
    };
    const keep = (text: string): void => {
      output = (output + text).slice(-keptOutput);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      standardOutput += text;
      keep(text);
    });
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    let ended = started;
    child.once('exit', () => {
      ended = performance.now();
      settle();
    });
    child.once('close', (code, signal) => {
      const seconds = (ended - started) / 1000;
      resolve({
        seconds,
        startedAt,
        endedAt: startedAt + seconds * 1000,
        peakMemory,
        processorSeconds,
        end: overdue ? 'time limit' : (code ?? signal ?? 'unknown'),
        output,
        standardOutput,
      });
    });
  });
}
