import { useEffect, useRef } from 'react';
import { physicalKey } from '../../serial-entry/store/physical-key.ts';
import { feedKey, NO_SCAN } from '../../serial-entry/store/scan-detector.ts';

/** A badge that is held to its reader while the component is there, whatever has the focus. */
export function useBadge(onBadge: (badge: string) => void): void {
  const latest = useRef(onBadge);
  latest.current = onBadge;
  useEffect(() => {
    let state = NO_SCAN;
    function onKeyDown(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const { state: next, output } = feedKey(state, physicalKey(event), { atMs: event.timeStamp });
      state = next;
      if (output.type !== 'scan') return;
      // Neither the form nor a button that has the focus is meant.
      event.preventDefault();
      event.stopPropagation();
      latest.current(output.text);
    }
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}
