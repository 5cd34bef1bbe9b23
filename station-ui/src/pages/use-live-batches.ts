import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAppServices } from '../app-services.ts';
import { batchesBySlot } from '../features/batches/store/batch-store.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { formatDuration } from '../lib/format.ts';
import { useNow } from '../lib/use-now.ts';
import { isStale } from '../socket/connection-store.ts';

/** The live batches, and how old they are once they are stale. */
export function useLiveBatches() {
  const { t } = useTranslation();
  const language = useLanguage();
  const services = useAppServices();
  const stream = useStore(services.batches, (state) => state.stream);
  const connection = useStore(services.connection);
  const nowMs = useNow(connection.phase !== 'live');
  const batches = useMemo(() => batchesBySlot(stream), [stream]);
  const staleText = isStale(connection, nowMs)
    ? t('connection.stale', { time: formatDuration(nowMs - connection.sinceMs, language, true) })
    : undefined;
  return { stream, batches, connection, staleText };
}
