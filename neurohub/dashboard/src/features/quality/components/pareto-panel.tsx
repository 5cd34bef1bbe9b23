import type { ParetoAnswer } from '@neurohub/contracts/hub-results';
import { DataTable } from '@neurohub/ui-kit/components/data-table';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatNumber } from '@neurohub/ui-kit/lib/format';
import { shareText } from '@neurohub/ui-kit/lib/statistics-text';
import { useTranslation } from 'react-i18next';
import { paretoRows } from '../store/pareto.ts';
import classes from './quality.module.css';

const SHOWN = 15;

/** What failed most often, by step and measurement: a table whose bars are its picture. */
export function ParetoPanel({ answer }: { answer: ParetoAnswer }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const rows = paretoRows(answer, SHOWN);
  const most = rows[0]?.executions ?? 1;
  return (
    <Panel title={t('quality.pareto')}>
      <p className={classes['note']}>{t('quality.paretoMeans', { count: answer.failedExecutions })}</p>
      <DataTable
        label={t('quality.pareto')}
        rows={rows}
        keyOf={({ key }) => key}
        empty={t('quality.noFailures')}
        testId="pareto"
        columns={[
          {
            ...{ key: 'cause', title: t('quality.cause'), isHead: true },
            cell: ({ name, status }) => (
              <>
                {name}
                {status === 'error' && <span className={classes['fault']}> {t('quality.fault')}</span>}
              </>
            ),
          },
          {
            ...{ key: 'bar', title: t('quality.frequency') },
            cell: ({ executions, status }) => (
              <span className={classes['frequency']} aria-hidden="true">
                <span data-status={status} style={{ width: `${(executions / most) * 100}%` }} />
              </span>
            ),
          },
          {
            ...{ key: 'executions', title: t('quality.executions'), isNumber: true },
            cell: ({ executions }) => formatNumber(executions, language),
          },
          {
            ...{ key: 'share', title: t('quality.shareOfFailed'), isNumber: true },
            cell: ({ share }) => shareText(share, language),
          },
          { ...{ key: 'sequence', title: t('results.sequence') }, cell: ({ sequenceName }) => sequenceName },
        ]}
      />
    </Panel>
  );
}
