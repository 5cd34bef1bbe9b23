import { useEffect, useState } from 'react';
import { ARMED_AFTER_MS } from '../store/prompt-arming.ts';

/** False for a moment after the component has appeared. */
export function useArmed(): boolean {
  const [isArmed, setArmed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setArmed(true), ARMED_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return isArmed;
}
