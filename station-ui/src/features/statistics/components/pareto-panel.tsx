import type { StationPareto } from '@neurohub/contracts/statistics-rest';
import { DataTable } from '@neurohub/ui-kit/components/data-table';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatNumber } from '@neurohub/ui-kit/lib/format';
import { shareText } from '@neurohub/ui-kit/lib/statistics-text';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchPareto } from '../api/statistics-api.ts';
import { type ParetoBy, type ParetoRow, paretoRows } from '../store/pareto.ts';
import { type Query, resultsBehind } from '../store/scope.ts';
import type { SequenceNames } from '../store/sequence-names.ts';
import { useAnswer } from '../store/use-answer.ts';
import { Answer } from './answer.tsx';
import { Definition } from './definition.tsx';
import classes from './statistics.module.css';
import { Tabs } from './tabs.tsx';
import type { StatisticsProps } from './yield-panel.tsx';

const SHOWN = 10;
const BY: readonly ParetoBy[] = ['measurement', 'step'];

/** What fails most: a table whose bars are its picture; each opens the tests that failed by it. */
export function ParetoPanel({ query, news, names }: StatisticsProps & { names: SequenceNames }) {
  const { t } = useTranslation();
  const [by, setBy] = useState<ParetoBy>('measurement');
  const answer = useAnswer(fetchPareto, query, news);
  const title = t('statistics.pareto.title');
  const tabs = BY.map((id) => ({ id, text: t(`statistics.pareto.by.${id}`) }));
  return (
    <Panel title={title} aside={<Tabs label={title} tabs={tabs} chosen={by} onChoose={setBy} />}>
      <Answer of={answer}>
        {(pareto) =>
          pareto.causes.length === 0 ? (
            <p className={classes['note']}>{t('statistics.pareto.none')}</p>
          ) : (
            <Causes {...{ pareto, by, query, names }} />
          )
        }
      </Answer>
      <Definition of="pareto" />
    </Panel>
  );
}

interface CausesProps {
  readonly pareto: StationPareto;
  readonly by: ParetoBy;
  readonly query: Query;
  readonly names: SequenceNames;
}

function Causes({ pareto, by, query, names }: CausesProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const rows = paretoRows(pareto, by, names.step);
  const most = rows[0]?.executions ?? 1;
  const href = ({ filter }: ParetoRow) => resultsBehind(query, pareto.period, filter);
  return (
    <>
      <DataTable
        label={t('statistics.pareto.title')}
        testId="pareto"
        rows={rows.slice(0, SHOWN)}
        keyOf={({ key }) => key}
        columns={[
          {
            ...{ key: 'cause', title: t(`statistics.pareto.by.${by}`), isHead: true },
            cell: (row) => (
              <a href={href(row)}>
                {row.name}
                {row.status === 'error' && <span className={classes['small']}> {t('statistics.pareto.error')}</span>}
              </a>
            ),
          },
          {
            ...{ key: 'bar', title: t('statistics.pareto.frequency') },
            cell: ({ executions, status }) => (
              <span className={classes['frequency']} aria-hidden="true">
                <span data-status={status} style={{ width: `${(executions / most) * 100}%` }} />
              </span>
            ),
          },
          {
            ...{ key: 'executions', title: t('statistics.pareto.executions'), isNumber: true },
            cell: ({ executions }) => formatNumber(executions, language),
          },
          {
            ...{ key: 'share', title: t('statistics.pareto.share'), isNumber: true },
            cell: ({ share }) => shareText(share, language),
          },
          {
            ...{ key: 'sequence', title: t('statistics.sequence') },
            cell: ({ sequenceName }) => names.sequence(sequenceName),
          },
        ]}
      />
      {rows.length > SHOWN && (
        <p className={classes['note']}>{t('statistics.pareto.others', { count: rows.length - SHOWN })}</p>
      )}
      {pareto.considered < pareto.failedExecutions && (
        <p className={classes['note']}>
          {t('statistics.pareto.considered', { considered: pareto.considered, failed: pareto.failedExecutions })}
        </p>
      )}
    </>
  );
}
