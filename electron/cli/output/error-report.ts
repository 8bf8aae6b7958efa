import { type ErrorWire, errorCatalogue } from '../../../shared/domain/errors.ts';
import { printable } from './printable.ts';

/** An error as standard error shows it: what happened, what to do, and what the server said or showed. */
export function errorLines(error: ErrorWire): string[] {
  // Wrong usage explains itself, and may take several lines to do so.
  if (error.code === 'input.invalid' && error.side === undefined) {
    return error.message.split('\n').map((line, index) => `${index === 0 ? 'mailferry: ' : ''}${printable(line)}`);
  }
  const text = errorCatalogue[error.code];
  const side = error.side === undefined ? '' : ` (${error.side})`;
  const lines = [`mailferry: ${text.title}${side}: ${printable(error.message)}`];
  if (error.serverText !== undefined && !error.message.includes(error.serverText)) {
    lines.push(`  the server said: ${printable(error.serverText)}`);
  }
  if (error.certificate) {
    const { certificate } = error;
    lines.push(
      `  certificate: ${printable(certificate.subject)}, issued by ${printable(certificate.issuer)}`,
      `  valid from ${certificate.validFrom} to ${certificate.validTo}, names: ${printable(certificate.names.join(', ')) || 'none'}`,
      `  SHA-256 fingerprint: ${certificate.fingerprint}`,
    );
  }
  if (error.code !== 'input.invalid' && error.code !== 'internal') lines.push(`  what to do: ${text.todo}`);
  if (error.reference !== undefined) lines.push(`  reference in the log: ${error.reference}`);
  return lines;
}

/** What must be a bug, with its stack, for whoever has to look into it. */
export function bugLines(error: unknown, reference: string): string[] {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.split('\n').map((line) => `[${reference}] ${printable(line)}`);
}
