import { constants } from 'node:os';

/** Says in words how a process ended; Electron gives the signal's number where there is no exit code. */
export function endReason(code: number): string {
  if (code === 0) return 'The engine ended by itself.';
  const signal = Object.entries(constants.signals).find(([, number]) => number === code);
  if (process.platform !== 'win32' && signal && code !== 1) return `The engine was ended by the system (${signal[0]}).`;
  return `The engine crashed (exit code ${code}).`;
}
