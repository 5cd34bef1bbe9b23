import { useEffect, useRef } from 'react';

const isNothingFocused = () => document.activeElement === null || document.activeElement === document.body;

/**
 * Takes the focus where nobody else has it: into the field, or onto the panel as a whole, never onto a button that a late Enter would
 * press. The next prompt of a batch takes it over from the one before.
 */
export function usePromptFocus({ isChosen, hadFocus }: { isChosen: boolean; hadFocus: React.RefObject<boolean> }) {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isNothingFocused() || !(isChosen || hadFocus.current)) return;
    hadFocus.current = false;
    (panel.current?.querySelector<HTMLElement>('input') ?? panel.current)?.focus();
  }, [isChosen, hadFocus]);
  return panel;
}
