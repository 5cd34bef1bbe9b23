/** How often each of some things was. Equal things have the same JSON. */
export class Tally<T> {
  readonly #counts = new Map<string, { what: T; count: number }>();

  add(what: T): void {
    const key = JSON.stringify(what);
    const known = this.#counts.get(key);
    if (known) known.count += 1;
    else this.#counts.set(key, { what, count: 1 });
  }

  /** The most frequent first; of equals, the one that came first. */
  mostFrequent(most: number): { what: T; count: number }[] {
    return [...this.#counts.values()].sort((a, b) => b.count - a.count).slice(0, most);
  }
}
