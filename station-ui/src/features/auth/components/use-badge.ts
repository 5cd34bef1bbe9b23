import { useEffect, useRef } from 'react';
import { physicalKey } from '../../serial-entry/store/physical-key.ts';
import { feedKey, NO_SCAN } from '../../serial-entry/store/scan-detector.ts';

/**
 * A badge that is held to its reader while the component is there, whatever has the focus. Where it is typed into a field, the field
 * has all of it, however slow a part of it came. `isForField`: what ends with Enter there is no badge.
 */
export function useBadge(onBadge: (badge: string) => void, isForField: (field: HTMLInputElement) => boolean): void {
  const latest = useRef({ onBadge, isForField });
  latest.current = { onBadge, isForField };
  useEffect(() => {
    let state = NO_SCAN;
    function onKeyDown(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const { state: next, output } = feedKey(state, physicalKey(event), { atMs: event.timeStamp });
      state = next;
      if (output.type !== 'scan' && output.type !== 'broken') return;
      const field = event.target instanceof HTMLInputElement ? event.target : null;
      if (field && latest.current.isForField(field)) return;
      // Neither the form nor a button that has the focus is meant.
      event.preventDefault();
      event.stopPropagation();
      const read = output.type === 'scan' ? output.text : '';
      const badge = field?.value.endsWith(read) ? field.value : read;
      if (badge !== '') latest.current.onBadge(badge);
    }
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}
