import * as z from 'zod';

export interface UnknownKey {
  path: PropertyKey[];
  /** The keys the schema knows at this place. */
  known: string[];
}

/** Every key of `value` that the schema has no place for. Zod drops such keys without a word; people want to hear of a typing error. */
export function unknownKeys(schema: unknown, value: unknown, path: PropertyKey[] = []): UnknownKey[] {
  if (schema instanceof z.ZodPipe) return unknownKeys(schema.in, value, path);
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) {
    return unknownKeys(schema.unwrap(), value, path);
  }
  if (schema instanceof z.ZodUnion) {
    const fitting = schema.options.find((option) => z.safeParse(option, value).success);
    return fitting === undefined ? [] : unknownKeys(fitting, value, path);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.flatMap((item, index) => unknownKeys(schema.element, item, [...path, index]));
  }
  if (!isPlainObject(value)) return [];
  const entries = Object.entries(value);
  if (schema instanceof z.ZodRecord) {
    return entries.flatMap(([key, item]) => unknownKeys(schema.valueType, item, [...path, key]));
  }
  if (!(schema instanceof z.ZodObject)) return [];
  const known = Object.keys(schema.shape);
  return entries.flatMap(([key, item]) =>
    known.includes(key)
      ? unknownKeys(schema.shape[key], item, [...path, key])
      : [{ path: [...path, key], known: known.filter((name) => !(name in value)) }],
  );
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
