/**
 * Keys of an open prompt: a lone digit or Enter presses the button that names it, while the prompt as a whole has the focus or one of
 * its buttons. A scan passes by: it is for the serial number, wherever the focus is.
 */
export const promptOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof HTMLElement ? target.closest<HTMLElement>('[data-prompt]') : null;

export function pressPromptKey(prompt: HTMLElement | null, key: string): void {
  prompt?.querySelector<HTMLButtonElement>(`[data-key="${CSS.escape(key)}"]`)?.click();
}
