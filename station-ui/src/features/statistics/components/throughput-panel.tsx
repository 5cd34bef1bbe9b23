import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import { fetchThroughput } from '../api/statistics-api.ts';
import { useAnswer } from '../store/use-answer.ts';
import { Answer } from './answer.tsx';
import { countText, Figures } from './figures.tsx';
import type { StatisticsProps } from './yield-panel.tsx';

export function ThroughputPanel({ query, news }: StatisticsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const answer = useAnswer(fetchThroughput, query, news);
  const time = (ms: number | null) => (ms === null ? '–' : formatDuration(ms, language));
  return (
    <Panel title={t('statistics.throughput.title')}>
      <Answer of={answer}>
        {({ total, waits }) => (
          <Figures
            items={[
              [t('statistics.throughput.executions'), countText(total.executions, language)],
              [t('statistics.throughput.median'), time(total.medianMs)],
              [t('statistics.throughput.p95'), time(total.p95Ms)],
              [t('statistics.throughput.operator'), time(waits.operatorMs)],
              [t('statistics.throughput.resource'), time(waits.resourceMs)],
              [t('statistics.throughput.peers'), time(waits.peersMs)],
              [t('statistics.throughput.paused'), time(waits.pausedMs)],
            ]}
          />
        )}
      </Answer>
    </Panel>
  );
}
