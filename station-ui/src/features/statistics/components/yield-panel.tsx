import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatMoment } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import { fetchYield } from '../api/statistics-api.ts';
import { useAnswer } from '../store/use-answer.ts';
import { Answer } from './answer.tsx';
import { countText, Figures, shareText } from './figures.tsx';
import classes from './statistics.module.css';

export interface StatisticsProps {
  readonly query: Readonly<Record<string, string>>;
  /** Changes with each test that ends. */
  readonly news: string;
}

export function YieldPanel({ query, news }: StatisticsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const answer = useAnswer(fetchYield, query, news);
  const count = (value: number) => countText(value, language);
  return (
    <Panel title={t('statistics.yield.title')}>
      <Answer of={answer}>
        {({ period, total, retests }) => (
          <>
            <p className={classes['note']}>
              {t('statistics.span', {
                from: formatMoment(period.from, language),
                to: formatMoment(period.to, language),
              })}
            </p>
            <Figures
              items={[
                [t('statistics.yield.firstPass'), shareText(total.firstPassYield, language)],
                [t('statistics.yield.units'), count(total.units)],
                [t('statistics.yield.passed'), count(total.passed)],
                [t('statistics.yield.failed'), count(total.failed)],
                [t('statistics.yield.errors'), count(total.errors)],
                [t('statistics.yield.aborted'), count(total.aborted)],
                [t('statistics.yield.retested'), count(retests.retested)],
                [t('statistics.yield.retestPass'), shareText(retests.retestPassRate, language)],
              ]}
            />
          </>
        )}
      </Answer>
      <details className={classes['definition']}>
        <summary>{t('statistics.yield.definition')}</summary>
        <p>{t('statistics.yield.definitionText')}</p>
      </details>
    </Panel>
  );
}
