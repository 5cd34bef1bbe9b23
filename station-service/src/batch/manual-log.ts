import type { ManualBody } from '@neurohub/contracts/rest';

const MAX_VALUE_CHARACTERS = 1_000;

interface Outcome {
  durationMs?: number | undefined;
  value?: unknown;
  unit?: string | undefined;
  error?: { code: string; message: string } | undefined;
}

/** One manual command as a line of the log: who, what, with which values, what came of it, how long it took. */
export function manualLog({ hardware, command, params = {}, operator }: ManualBody, outcome: Outcome): string {
  const given = Object.entries(params).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const took = outcome.durationMs === undefined ? '' : ` in ${Math.round(outcome.durationMs)} ms`;
  return `manual control by ${operator ?? 'somebody'}: ${hardware}.${command}(${given.join(', ')}) ${textOf(outcome)}${took}`;
}

function textOf({ value, unit, error }: Outcome): string {
  if (error) return `failed: ${error.code}: ${error.message}`;
  if (value === undefined) return 'done';
  const text = JSON.stringify(value).slice(0, MAX_VALUE_CHARACTERS);
  return `= ${text}${unit === undefined ? '' : ` ${unit}`}`;
}
