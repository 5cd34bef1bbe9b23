import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { PromptView } from '@neurohub/contracts/rest';

type Asked = Extract<RecordEvent, { type: 'promptAsked' }>;

/**
 * The prompts of one execution that wait for an answer, oldest first: a fold of committed events. Only the oldest is on the screen, so
 * only its time limit runs; the worker counts it, this only tells until when.
 */
export class OpenPrompts {
  #open: PromptView[] = [];

  get views(): PromptView[] {
    return this.#open;
  }

  find(promptId: string): PromptView | undefined {
    return this.#open.find(({ id }) => id === promptId);
  }

  ask({ name, prompt, at }: Asked): void {
    this.#open = [...this.#open, { ...prompt, step: name, askedAt: at }];
    this.#giveTurn(at);
  }

  /** True when that prompt was open. */
  close(promptId: string, at: string): boolean {
    if (!this.find(promptId)) return false;
    this.#open = this.#open.filter(({ id }) => id !== promptId);
    this.#giveTurn(at);
    return true;
  }

  /** The step that asked has ended: nobody waits any more. True when something was open. */
  clear(): boolean {
    const wasOpen = this.#open.length > 0;
    this.#open = [];
    return wasOpen;
  }

  #giveTurn(at: string): void {
    const [oldest, ...others] = this.#open;
    if (oldest?.timeLimitMs === undefined || oldest.dueAt !== undefined) return;
    const dueAt = new Date(Date.parse(at) + oldest.timeLimitMs).toISOString();
    this.#open = [{ ...oldest, dueAt }, ...others];
  }
}
