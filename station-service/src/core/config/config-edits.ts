/** What a text of station.yaml says, for a form, and what the form changes in it. */
import type { ConfigEdit } from '@neurohub/contracts/config-rest';
import { withoutValue, withValue } from './config-text.ts';
import { readYaml } from './yaml-document.ts';

/** Null: it is no YAML, or holds no keys. */
export function valuesOf(text: string): Record<string, unknown> | null {
  const { value } = readYaml(text);
  if (value === null) return {};
  return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
}

/** A key that is to go and is not there is gone already; a section that it leaves empty goes with it. @throws VALIDATION_ERROR */
export function withEdit(text: string, { path, value }: ConfigEdit): string {
  if (value !== undefined) return withValue(text, path, value);
  if (at(valuesOf(text), path) === undefined) return text;
  const left = withoutValue(text, path);
  const parent = path.slice(0, -1);
  const isEmpty = parent.length > 0 && Object.keys(Object(at(valuesOf(left), parent) ?? {})).length === 0;
  return isEmpty ? withEdit(left, { path: parent }) : left;
}

const at = (value: unknown, path: ConfigEdit['path']): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | null | undefined)?.[key], value);
