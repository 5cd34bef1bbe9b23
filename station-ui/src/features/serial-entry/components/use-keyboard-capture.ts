/** Scans and keys, wherever the focus is. In a field of its own purpose (other than the serial number) nothing is taken. */
import type { ScannerConfig } from '@neurohub/contracts/screen-config';
import { useEffect } from 'react';
import type { EntryController } from '../store/entry-controller.ts';
import { physicalKey } from '../store/physical-key.ts';
import { parseScan } from '../store/scan-command.ts';
import { DOUBT_MS, feedKey, NO_SCAN, settle } from '../store/scan-detector.ts';
import { pressPromptKey, promptOf } from './prompt-keys.ts';

/** Marks the serial number's own input. */
export const ENTRY_INPUT_ID = 'serial-number';

type Place = 'entry' | 'field' | 'prompt' | 'control' | 'page';

/** A form that reads badges, or anything else that is scanned for it. */
const isTaken = () => document.querySelector('[data-owns-keys]') !== null;

function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof HTMLElement)) return 'page';
  if (target.id === ENTRY_INPUT_ID) return 'entry';
  if (target.closest('input, textarea, select, [contenteditable="true"]')) return 'field';
  if (promptOf(target)) return 'prompt';
  return target.closest('button, a, summary, [role="button"]') ? 'control' : 'page';
}

export interface KeyboardCapture {
  readonly controller: EntryController;
  readonly scanner: ScannerConfig;
  /** Of whoever only looks, a badge is all that is read. */
  readonly mayTest: boolean;
  readonly onScan: () => void;
}

export function useKeyboardCapture({ controller, scanner, mayTest, onScan }: KeyboardCapture): void {
  useEffect(() => {
    let state = NO_SCAN;
    let textBefore = '';
    let timer: ReturnType<typeof setTimeout> | undefined;

    function obey(text: string, place: Place): void {
      if (!mayTest && parseScan(text, scanner).type !== 'badge') return;
      // The characters of a barcode of our own must not stay in the field that they fell into.
      if (place === 'entry' && parseScan(text, scanner).type !== 'serial') controller.type(textBefore);
      onScan();
      controller.scan(text);
    }

    function onKeyDown(event: KeyboardEvent): void {
      // A held key repeats as fast as a scanner types.
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const place = placeOf(event.target);
      if (place === 'field' || isTaken()) return;
      const { state: next, output } = feedKey(state, physicalKey(event), { atMs: event.timeStamp, timing: scanner });
      const isWithinScan = next.text.length > 1;
      if (place === 'entry' && next.text.length === 1) textBefore = (event.target as HTMLInputElement).value;
      state = next;
      clearTimeout(timer);
      if (output.type === 'scan') {
        event.preventDefault();
        event.stopPropagation();
        obey(output.text, place);
      } else if (output.type === 'broken') {
        event.preventDefault();
        if (place === 'entry') controller.type(textBefore);
        controller.refuseBroken();
      } else if (output.type === 'enter' && place === 'prompt') {
        // On a button of the prompt, Enter presses that one.
        if (event.target === promptOf(event.target)) pressPromptKey(promptOf(event.target), 'Enter');
      } else if (output.type === 'enter' && place !== 'control' && mayTest) {
        event.preventDefault();
        void controller.start();
      } else if (isWithinScan && place !== 'entry' && event.key !== 'Tab') {
        // A scanned space must press no button.
        event.preventDefault();
      }
      timer = setTimeout(() => onSettled(place, promptOf(event.target)), DOUBT_MS);
    }

    function onSettled(place: Place, prompt: HTMLElement | null): void {
      const { output } = settle(state, state.lastAtMs + DOUBT_MS);
      state = NO_SCAN;
      if (output.type !== 'key' || place === 'entry' || !/^[1-9]$/.test(output.key)) return;
      if (prompt) pressPromptKey(prompt, output.key);
      else controller.selectSlot(Number(output.key));
    }

    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => {
      clearTimeout(timer);
      document.removeEventListener('keydown', onKeyDown, { capture: true });
    };
  }, [controller, scanner, mayTest, onScan]);
}
