import type { StepWarning } from '@neurohub/contracts/record';

const MAX_WARNINGS = 100;
const MAX_TEXT = 1_000;

/** What was odd in one attempt. No more than a record can hold: of what is left out, the last one kept tells. */
export class StepWarnings {
  readonly #kept: StepWarning[] = [];

  get kept(): readonly StepWarning[] {
    return this.#kept;
  }

  add(at: string, text: unknown): void {
    if (this.#kept.length >= MAX_WARNINGS) return;
    const isLast = this.#kept.length === MAX_WARNINGS - 1;
    const message = isLast ? 'there were more warnings; they are in the log' : String(text).slice(0, MAX_TEXT);
    this.#kept.push({ at, message: message === '' ? '(no text)' : message });
  }
}
