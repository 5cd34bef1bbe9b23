/** What a text of station.yaml says, as it stands in a field, and what somebody types there. Pure. */
import type { FormField } from './form-of-schema.ts';

/** What the text says at a path; undefined: nothing. */
export function valueAt(values: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], values);
}

const REFERENCE = /\$\{\w+\}/;
/** Taken from the environment of the station. */
export const isReference = (value: unknown): boolean => typeof value === 'string' && REFERENCE.test(value);

/** How a value stands in its field. */
export function typedOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.join('\n') : String(value);
}

export type ReadField = { readonly value: unknown } | { readonly problem: 'number' | 'integer' | 'range' };

/** What was typed. No value: the key is to go, and its default counts. What the station alone can judge, it judges. */
export function readField(field: FormField, typed: string): ReadField {
  const text = typed.trim();
  if (text === '') return { value: undefined };
  if (field.kind === 'lines') return { value: text.split(/\s*\n\s*/) };
  if (field.kind !== 'number' || isReference(text)) return { value: text };
  const number = Number(text.replace(',', '.'));
  if (Number.isNaN(number)) return { problem: 'number' };
  if (field.isInteger && !Number.isInteger(number)) return { problem: 'integer' };
  const { min = -Infinity, max = Infinity } = field;
  return number < min || number > max ? { problem: 'range' } : { value: number };
}
