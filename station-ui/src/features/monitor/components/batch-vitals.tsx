import { useMediaQuery } from '@mantine/hooks';
import type { BatchVitals } from '@neurohub/contracts/monitor-rest';
import type { BatchView } from '@neurohub/contracts/rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration, formatMegabytes } from '@neurohub/ui-kit/lib/format';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { batchHref } from '../../../lib/hash-route.ts';
import { ProcessState } from '../../batches/components/process-state.tsx';
import { Meter } from './meter.tsx';
import classes from './monitor.module.css';

const COLUMNS = ['state', 'pid', 'up', 'signOfLife', 'memory', 'cpu', 'deaths'] as const;
type Column = (typeof COLUMNS)[number];
interface Row {
  readonly batch: BatchView;
  readonly cells: Readonly<Record<Column, ReactNode>>;
}

/** A watchdog thread says twice a second that the process is alive. */
const LATE_MS = 2_000;

export interface BatchVitalsPanelProps {
  readonly batches: readonly BatchView[];
  readonly vitals: readonly BatchVitals[];
}

/** The process of each batch. States come by the socket at once, figures with each look. */
export function BatchVitalsPanel({ batches, vitals }: BatchVitalsPanelProps) {
  const { t } = useTranslation();
  const isWide = useMediaQuery('(min-width: 64rem)') ?? true;
  const cellsOf = useCells();
  const rows = batches.map((batch) => ({
    batch,
    cells: cellsOf(
      batch,
      vitals.find(({ batchId }) => batchId === batch.id),
    ),
  }));
  return (
    <Panel title={t('monitor.batches.title')}>
      {rows.length === 0 && <p className={classes['dim']}>{t('monitor.batches.none')}</p>}
      {rows.length > 0 && (isWide ? <Table rows={rows} /> : <Cards rows={rows} />)}
    </Panel>
  );
}

function useCells(): (batch: BatchView, vitals: BatchVitals | undefined) => Row['cells'] {
  const { t } = useTranslation();
  const language = useLanguage();
  const time = (ms: number | null | undefined) =>
    ms === null || ms === undefined ? '–' : formatDuration(ms, language);
  return (batch, vitals) => {
    const { pid, resources } = batch;
    const used = resources && formatMegabytes(resources.memoryBytes, language);
    const most = vitals?.maxMemoryBytes ?? null;
    const memory =
      most === null
        ? t('monitor.batches.noLimit', { used })
        : t('monitor.batches.of', { used, most: formatMegabytes(most, language) });
    const late = vitals?.signOfLifeMs ?? null;
    return {
      state: <ProcessState batch={batch} />,
      pid: pid ?? '–',
      up: time(vitals?.upMs),
      signOfLife: (
        <span data-late={late !== null && late > LATE_MS}>
          {late === null ? '–' : t('monitor.ago', { age: time(late) })}
        </span>
      ),
      memory: resources === null ? '–' : <Meter percent={resources.memoryPercent} text={memory ?? '–'} />,
      cpu:
        resources === null ? (
          '–'
        ) : (
          <Meter percent={resources.cpuPercent} text={`${resources.cpuPercent} %`} highPercent={95} />
        ),
      deaths: (
        <span data-late={(vitals?.deaths ?? 0) > 0}>
          {t('monitor.batches.deathsOf', { deaths: vitals?.deaths ?? 0, most: vitals?.maxDeaths ?? 0 })}
        </span>
      ),
    };
  };
}

function BatchName({ batch: { id, slot, name } }: { batch: BatchView }) {
  return (
    <a href={batchHref(id)} className={classes['batch']}>
      <span className={classes['slot']}>{slot}</span> {name}
    </a>
  );
}

function Table({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation();
  return (
    <table className={classes['table']} data-testid="batch-vitals">
      <thead>
        <tr>
          <th scope="col">{t('monitor.batches.batch')}</th>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`monitor.batches.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ batch, cells }) => (
          <tr key={batch.id}>
            <th scope="row">
              <BatchName batch={batch} />
            </th>
            {COLUMNS.map((column) => (
              <td key={column} className="number">
                {cells[column]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation();
  return (
    <ul className={classes['cards']} data-testid="batch-vitals">
      {rows.map(({ batch, cells }) => (
        <li key={batch.id}>
          <p className={classes['cardHead']}>
            <BatchName batch={batch} />
            {cells.state}
          </p>
          <dl className={classes['facts']}>
            {COLUMNS.filter((column) => column !== 'state').map((column) => (
              <div key={column}>
                <dt>{t(`monitor.batches.${column}`)}</dt>
                <dd className="number">{cells[column]}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}
