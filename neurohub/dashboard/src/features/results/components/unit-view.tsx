import { DataTable } from '@neurohub/ui-kit/components/data-table';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '../../../lib/use-loaded.ts';
import { fetchUnit } from '../api/results-api.ts';
import classes from './results.module.css';
import { useResultColumns } from './results-list.tsx';

/** Everything that was ever done with a unit, at whatever station, oldest first. */
export function UnitView({ serialNumber }: { serialNumber: string }) {
  const { t } = useTranslation();
  const { loaded } = useLoaded(serialNumber, () => fetchUnit(serialNumber));
  const columns = useResultColumns(false);
  if (loaded.status === 'loading') return <p className={classes['note']}>{t('results.loading')}</p>;
  if (loaded.status === 'failed') return <ProblemBox code={loaded.code} message={loaded.message} />;
  const { executions } = loaded.value;
  return (
    <Panel title={t('results.unit', { serial: serialNumber })}>
      <DataTable
        label={t('results.unit', { serial: serialNumber })}
        columns={[
          {
            key: 'turn',
            title: t('results.turn'),
            isNumber: true,
            cell: (one) => executions.indexOf(one) + 1,
          },
          ...columns,
        ]}
        rows={executions}
        keyOf={({ resultId }) => resultId}
        empty={t('results.unitUnknown')}
        testId="unit-history"
      />
    </Panel>
  );
}
