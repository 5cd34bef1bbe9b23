/** What the readers of the limit kinds share: fields of unknown content, and refusing them. */
export type Fields = Readonly<Record<string, unknown>>;

/** Ends the reading with one problem. */
export type Refuse = (problem: string) => never;

export const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value);

export function finite(fields: Fields, key: string, refuse: Refuse): number | undefined {
  const value = fields[key];
  if (value === undefined || isFiniteNumber(value)) return value;
  return refuse(
    `${key} has to be a finite number, got ${String(value)}${Number.isNaN(value) ? '' : ' (leave an open bound out)'}`,
  );
}

/** The flag as it is kept: only where it differs from the default. */
export function flag<K extends string, T extends boolean>(fields: Fields, key: K, kept: T, refuse: Refuse) {
  const value = fields[key];
  if (value !== undefined && typeof value !== 'boolean') refuse(`${key} has to be true or false, got ${String(value)}`);
  return (value === kept ? { [key]: kept } : {}) as { [P in K]?: T };
}
