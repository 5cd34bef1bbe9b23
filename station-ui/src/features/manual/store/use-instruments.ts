import type { BatchView, HardwareView, ManualHistoryItem } from '@neurohub/contracts/rest';
import { type Loaded, settle } from '@neurohub/ui-kit/lib/loaded';
import { useEffect, useState } from 'react';
import { fetchHardware, fetchManualHistory } from '../api/manual-api.ts';

const LOADING = { status: 'loading' } as const;

/** The instruments of a batch with their commands, and what was done with them before the session that is open. */
export function useInstruments({ id, sequence, error, manual }: BatchView) {
  const [instruments, setInstruments] = useState<Loaded<readonly HardwareView[]>>(LOADING);
  const [earlier, setEarlier] = useState<readonly ManualHistoryItem[]>([]);
  // Another version of the package may have other commands.
  const version = sequence?.packageHash ?? error?.code;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again with the version
  useEffect(() => {
    const asked = { isWanted: true };
    void settle(fetchHardware(id)).then((answer) => asked.isWanted && setInstruments(answer));
    return () => {
      asked.isWanted = false;
    };
  }, [id, version]);
  const since = manual?.since;
  useEffect(() => {
    const asked = { isWanted: true };
    // Without it the page is as useful: what is done now is shown in any case.
    void settle(fetchManualHistory(id)).then((answer) => {
      if (asked.isWanted && answer.status === 'loaded')
        setEarlier(answer.value.filter(({ at }) => since === undefined || at < since));
    });
    return () => {
      asked.isWanted = false;
    };
  }, [id, since]);
  return { instruments, earlier };
}
