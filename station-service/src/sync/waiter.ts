/** A wait that ends by time, or as soon as somebody says so. A call that comes before the wait ends the next one. */
export class Waiter {
  #wake: (() => void) | null = null;
  #isCalled = false;

  wake(): void {
    this.#isCalled = true;
    this.#wake?.();
  }

  /** @param ms longest time; null: until it is woken. Monotonic: a clock that is set changes nothing. */
  async wait(ms: number | null): Promise<void> {
    if (!this.#isCalled && (ms === null || ms > 0)) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const timer = ms === null ? undefined : setTimeout(resolve, ms);
      timer?.unref();
      await promise;
      clearTimeout(timer);
      this.#wake = null;
    }
    this.#isCalled = false;
  }
}
