/** Commands and what they gave, as people of a language read them. Pure. */
import type { ManualCommand } from '@neurohub/contracts/record';
import type { HardwareView, ManualAnswer } from '@neurohub/contracts/rest';
import { formatNumber, type Language, localize, withUnit } from '@neurohub/ui-kit/lib/format';

const MAX_TEXT = 300;

export interface CallNames {
  readonly hardware: string;
  readonly command: string;
  /** `Voltage 12 V, …`; empty where there is nothing. */
  readonly params: string;
}

/** What is called, by the names that the page shows; by its ids where the package has it no more. */
export function callNames(
  call: { readonly hardware: string; readonly command: string; readonly params?: Readonly<Record<string, unknown>> },
  instruments: readonly HardwareView[],
  language: Language,
): CallNames {
  const instrument = instruments.find(({ id }) => id === call.hardware);
  const command = instrument?.commands.find(({ name }) => name === call.command);
  return {
    hardware: localize(instrument?.displayName, language, call.hardware),
    command: localize(command?.displayName, language, call.command),
    params: Object.entries(call.params ?? {})
      .map(([name, value]) => paramText(name, value, { command, language }))
      .join(', '),
  };
}

function paramText(
  name: string,
  value: unknown,
  { command, language }: { command: ManualCommand | undefined; language: Language },
): string {
  const parameter = command?.parameters.find((one) => one.name === name);
  const shown = typeof value === 'number' ? formatNumber(value, language) : String(value);
  return `${localize(parameter?.displayName, language, name)} ${withUnit(shown, parameter?.unit)}`;
}

/** What came back; null for nothing. */
export function answerText({ value, unit }: Pick<ManualAnswer, 'value' | 'unit'>, language: Language): string | null {
  if (value === undefined) return null;
  if (typeof value === 'number') return withUnit(formatNumber(value, language), unit);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return withUnit(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text, unit);
}

/** Whole milliseconds, from a second on in seconds. */
export function tookText(durationMs: number, language: Language): string {
  if (durationMs < 1_000) return `${Math.max(1, Math.round(durationMs))} ms`;
  return `${formatNumber(Math.round(durationMs / 100) / 10, language)} s`;
}
