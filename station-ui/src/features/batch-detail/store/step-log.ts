/** The log of one step: what is stored of it, and what came since. Pure. */
import type { LogEntry } from '@neurohub/contracts/record';
import type { LogLine } from '../../logs/store/log-store.ts';

export type ShownLine = Omit<LogLine, 'key'> & { readonly key: string };

export const liveLine = (line: LogLine): ShownLine => ({ ...line, key: `live ${line.key}` });

/** @param stored newest first, as the service gives them */
export function joinLog(stored: readonly LogEntry[], live: readonly LogLine[]): ShownLine[] {
  const [ids, texts] = [new Set(stored.map(({ id }) => id)), new Set(stored.map(textOf))];
  // A line that came before its number was known is told by what it says.
  const isKnown = (line: LogLine) => (line.id === undefined ? texts.has(textOf(line)) : ids.has(line.id));
  const before = stored.map(({ id, ...line }): ShownLine => ({ ...line, key: `stored ${id}` }));
  return [...before.toReversed(), ...live.filter((line) => !isKnown(line)).map(liveLine)];
}

export const isOf =
  (executionId: string, step: string) =>
  (line: Pick<LogLine, 'executionId' | 'step'>): boolean =>
    line.step === step && line.executionId === executionId;

const textOf = ({ at, level, step, message }: Pick<LogLine, 'at' | 'level' | 'step' | 'message'>) =>
  [at, level, step, message].join('\n');
