import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import { fetchSlots } from '../api/statistics-api.ts';
import { useAnswer } from '../store/use-answer.ts';
import { Answer } from './answer.tsx';
import { countText, shareText } from './figures.tsx';
import { Scrolled } from './scrolled.tsx';
import classes from './statistics.module.css';
import type { StatisticsProps } from './yield-panel.tsx';

export function SlotsPanel({ query, news, nameOf }: StatisticsProps & { nameOf: (batchId: string) => string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const answer = useAnswer(fetchSlots, query, news);
  const columns = ['firstPass', 'units', 'executions', 'median', 'p95'] as const;
  const time = (ms: number | null) => (ms === null ? '–' : formatDuration(ms, language));
  return (
    <Panel title={t('statistics.slots.title')}>
      <Answer of={answer}>
        {({ slots }) => (
          <Scrolled label={t('statistics.slots.title')}>
            <table className={classes['table']} data-testid="slot-statistics">
              <thead>
                <tr>
                  <th scope="col">{t('statistics.slots.slot')}</th>
                  {columns.map((column) => (
                    <th key={column} scope="col" className={classes['number']}>
                      {t(`statistics.slots.${column}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {slots.map(({ batchId, yield: { firstPassYield, units }, throughput }) => (
                  <tr key={batchId}>
                    <th scope="row">{nameOf(batchId)}</th>
                    {[
                      shareText(firstPassYield, language),
                      countText(units, language),
                      countText(throughput.executions, language),
                      time(throughput.medianMs),
                      time(throughput.p95Ms),
                    ].map((text, i) => (
                      <td key={columns[i]} className={classes['number']}>
                        {text}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrolled>
        )}
      </Answer>
    </Panel>
  );
}
