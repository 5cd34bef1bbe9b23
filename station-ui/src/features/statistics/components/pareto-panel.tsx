import type { StationPareto } from '@neurohub/contracts/statistics-rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { useTranslation } from 'react-i18next';
import { fetchPareto } from '../api/statistics-api.ts';
import { useAnswer } from '../store/use-answer.ts';
import { Answer } from './answer.tsx';
import { countText } from './figures.tsx';
import { Scrolled } from './scrolled.tsx';
import classes from './statistics.module.css';
import type { StatisticsProps } from './yield-panel.tsx';

const SHOWN = 15;

export function ParetoPanel({ query, news }: StatisticsProps) {
  const { t } = useTranslation();
  const answer = useAnswer(fetchPareto, query, news);
  return (
    <Panel title={t('statistics.pareto.title')}>
      <Answer of={answer}>
        {(pareto) =>
          pareto.causes.length === 0 ? (
            <p className={classes['note']}>{t('statistics.pareto.none')}</p>
          ) : (
            <Causes {...pareto} />
          )
        }
      </Answer>
    </Panel>
  );
}

function Causes({ causes, considered, failedExecutions }: StationPareto | Omit<StationPareto, 'period'>) {
  const { t } = useTranslation();
  const language = useLanguage();
  const most = causes[0]?.executions ?? 1;
  return (
    <Scrolled label={t('statistics.pareto.title')}>
      <table className={classes['table']} data-testid="pareto">
        <thead>
          <tr>
            {(['sequence', 'step', 'measurement'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`statistics.pareto.${column}`)}
              </th>
            ))}
            <th scope="col" className={classes['number']}>
              {t('statistics.pareto.executions')}
            </th>
          </tr>
        </thead>
        <tbody>
          {causes.slice(0, SHOWN).map(({ sequenceName, step, measurement, status, executions }) => (
            <tr key={`${sequenceName} ${step} ${measurement} ${status}`}>
              <td>{sequenceName}</td>
              <td>{step}</td>
              <td>
                {measurement ?? t(`statistics.pareto.${status}`)}
                <span className={classes['bar']} style={{ width: `${(100 * executions) / most}%` }} />
              </td>
              <td className={classes['number']}>{countText(executions, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {considered < failedExecutions && (
        <p className={classes['note']}>{t('statistics.pareto.considered', { considered, failed: failedExecutions })}</p>
      )}
    </Scrolled>
  );
}
