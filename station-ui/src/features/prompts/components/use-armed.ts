import { useEffect, useState } from 'react';

/** Longer than a double tap: what was meant for the prompt before must not answer the one that took its place. */
const ARMED_AFTER_MS = 500;

/** False for a moment after the component has appeared. */
export function useArmed(): boolean {
  const [isArmed, setArmed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setArmed(true), ARMED_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return isArmed;
}
