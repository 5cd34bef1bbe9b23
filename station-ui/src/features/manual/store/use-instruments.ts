import type { BatchView, HardwareView, ManualHistoryItem } from '@neurohub/contracts/rest';
import { type Loaded, settle } from '@neurohub/ui-kit/lib/loaded';
import { useEffect, useState } from 'react';
import { fetchHardware, fetchManualHistory } from '../api/manual-api.ts';

const LOADING = { status: 'loading' } as const;

/** The instruments of a batch with their commands, and what was done with them, except since `before`: that is shown as it is done. */
export function useInstruments({ id, sequence, error, manual }: BatchView, before: string | undefined) {
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
  const news = `${manual?.since} ${manual?.hardware.length}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when a session begins, has another instrument, or ends
  useEffect(() => {
    const asked = { isWanted: true };
    // Without it the page is as useful: what is done now is shown in any case.
    void settle(fetchManualHistory(id)).then((answer) => {
      if (asked.isWanted && answer.status === 'loaded')
        setEarlier(answer.value.filter(({ at }) => before === undefined || at < before));
    });
    return () => {
      asked.isWanted = false;
    };
  }, [id, before, news]);
  return { instruments, earlier };
}
