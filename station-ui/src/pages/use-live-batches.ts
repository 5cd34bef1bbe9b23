import type { BatchView } from '@neurohub/contracts/rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { isStale } from '@neurohub/ui-kit/lib/connection-state';
import { formatDuration } from '@neurohub/ui-kit/lib/format';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAppServices } from '../app-services.ts';
import { batchesBySlot } from '../features/batches/store/batch-store.ts';

/**
 * The live batches, and how old they are once they are stale. Their steps are as of the last change of state: what shows none is not
 * rendered with each of them, of which there may be hundreds in a second.
 */
export function useBatchStates() {
  const { t } = useTranslation();
  const language = useLanguage();
  const services = useAppServices();
  const stream = useStore(services.batches, ({ states }) => states);
  const connection = useStore(services.connection);
  const nowMs = useNow(connection.phase !== 'live');
  const batches = useMemo(() => batchesBySlot(stream), [stream]);
  const staleText = isStale(connection, nowMs)
    ? t('connection.stale', { time: formatDuration(nowMs - connection.sinceMs, language, true) })
    : undefined;
  return { stream, batches, connection, staleText };
}

/** One batch with its steps as they run; undefined when there is none of this id. */
export function useLiveBatch(id: string): BatchView | undefined {
  return useStore(useAppServices().batches, (state) => state.stream.batches[id]?.view);
}
