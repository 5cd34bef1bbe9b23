import type { LogEntry } from '@neurohub/contracts/record';

/** A line of the log as one line of text, for a message to somebody. */
export function lineText({ at, level, batchId = '-', step, message }: LogEntry): string {
  return `${at} ${level.toUpperCase()} ${step === undefined ? batchId : `${batchId} ${step}`}: ${message}`;
}
