import { useEffect, useState } from 'react';
import type { ManualController } from './manual-store.ts';
import { openReadout, type Readout } from './readout.ts';

/** The values that are read again and again, for as long as the page is open and somebody is there. */
export function useReadout(manual: ManualController, hasControl: boolean): Readout {
  const [readout] = useState(() =>
    openReadout({
      poll: manual.poll,
      nowMs: () => Date.now(),
      isVisible: () => document.visibilityState === 'visible',
    }),
  );
  // With control it goes on, also past what had ended it.
  useEffect(() => {
    if (hasControl) readout.setPaused(false);
  }, [readout, hasControl]);
  useEffect(() => {
    window.addEventListener('pointerdown', readout.touch);
    window.addEventListener('keydown', readout.touch);
    return () => {
      window.removeEventListener('pointerdown', readout.touch);
      window.removeEventListener('keydown', readout.touch);
      readout.close();
    };
  }, [readout]);
  return readout;
}
