import type { RunEvent } from '../../../shared/domain/run.ts';
import { printable } from './printable.ts';

/** A line of the log as standard error shows it. */
export function logLine(event: RunEvent): string {
  return `${event.at} ${event.level.padEnd(5)} ${printable(event.text)}`;
}

/** Whether a line is shown: what needs attention always, all else only when asked for. */
export function isShown(event: RunEvent, verbose: boolean): boolean {
  return verbose || event.level === 'warn' || event.level === 'error';
}
