/** What somebody has typed for a manual command, and the values it stands for. The service judges as well; this says it at the field. Pure. */
import type { CommandParameter, ManualCommand } from '@neurohub/contracts/record';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';

/** By the name of the parameter, as it stands in the field. */
export type Drafts = Readonly<Record<string, string>>;
export type ValueProblem = 'required' | 'number' | 'integer' | 'tooLow' | 'tooHigh';

export type ReadValues =
  | { readonly ok: true; readonly params: Record<string, ScalarValue> }
  | { readonly ok: false; readonly problems: Readonly<Record<string, ValueProblem>> };

/** What stands in the fields at first. */
export function firstDrafts({ parameters }: ManualCommand): Drafts {
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, firstDraft(parameter)]));
}

function firstDraft({ default: value, required, options, type }: CommandParameter): string {
  if (value !== undefined && value !== null) return String(value);
  // What has to be chosen from a list is never empty; a switch is never on by itself.
  if (!required) return '';
  if (options) return String(options[0] ?? '');
  return type === 'boolean' ? 'false' : '';
}

export function readValues({ parameters }: ManualCommand, drafts: Drafts): ReadValues {
  const read = parameters.map(
    (parameter) => [parameter.name, readValue(parameter, drafts[parameter.name] ?? '')] as const,
  );
  const problems = read.flatMap(([name, { problem }]) => (problem ? [[name, problem] as const] : []));
  if (problems.length > 0) return { ok: false, problems: Object.fromEntries(problems) };
  const given = read.flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value] as const]));
  return { ok: true, params: Object.fromEntries(given) };
}

interface ReadOne {
  readonly value?: ScalarValue;
  readonly problem?: ValueProblem;
}

function readValue(parameter: CommandParameter, draft: string): ReadOne {
  const { type, required, options } = parameter;
  if (draft.trim() === '' && (type !== 'string' || !required)) return required ? { problem: 'required' } : {};
  if (options) return { value: options.find((option) => String(option) === draft) ?? draft };
  if (type === 'boolean') return { value: draft === 'true' };
  if (type === 'string') return { value: draft };
  return readNumber(parameter, draft.trim());
}

function readNumber({ type, min, max }: CommandParameter, draft: string): ReadOne {
  // A comma is a point on half of the world's keyboards; of several nobody knows what is meant.
  const text = draft.replace(',', '.');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return { problem: 'number' };
  const value = Number(text);
  if (!Number.isFinite(value)) return { problem: 'number' };
  if (type === 'integer' && !Number.isSafeInteger(value)) return { problem: 'integer' };
  if (min !== undefined && value < min) return { problem: 'tooLow' };
  if (max !== undefined && value > max) return { problem: 'tooHigh' };
  return { value };
}

/** What makes less of it: never asked about. */
const HARMLESS = /^(safe|stop|reset|abort|disable)|off$/i;

/** Whether a person is asked before: it moves or powers something. */
export function needsConfirmation({ actuates, category, name }: ManualCommand): boolean {
  return actuates ?? (category === 'control' && !HARMLESS.test(name));
}

/** Whether it can be read again and again: a measurement that says something. */
export function isReadable({ category, returns }: ManualCommand): boolean {
  return category === 'measurement' && returns !== undefined;
}
