/** Builds the WHERE of a query from the filters that are set. Column texts are ours; values are always bound. */
export class RowFilter {
  readonly #conditions: string[] = [];
  readonly values: (string | number)[] = [];

  /** Adds `condition` (with one `?`) unless the value is absent. */
  add(condition: string, value: string | number | undefined): this {
    if (value === undefined) return this;
    this.#conditions.push(condition);
    this.values.push(value);
    return this;
  }

  get where(): string {
    return this.#conditions.length === 0 ? '' : `WHERE ${this.#conditions.join(' AND ')}`;
  }
}

/** A time as the database has it, so that two of them compare as text. */
export function comparableTime(at: string | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
