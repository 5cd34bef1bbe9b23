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

  /** Adds a condition with these values, or with none. */
  always(condition: string, ...values: (string | number)[]): this {
    this.#conditions.push(condition);
    this.values.push(...values);
    return this;
  }

  /** Keeps the rows whose column has one of these. */
  oneOf(column: string, values: readonly string[] | undefined): this {
    if (values === undefined) return this;
    // Of one value an index gives the rows in order; of several it does not.
    this.#conditions.push(values.length === 1 ? `${column} = ?` : `${column} IN (${values.map(() => '?').join(', ')})`);
    this.values.push(...values);
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
