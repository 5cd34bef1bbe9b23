import type { ExecutionSummary } from '@neurohub/contracts/record';
import { type Column, DataTable } from '@neurohub/ui-kit/components/data-table';
import { FlagBadges } from '@neurohub/ui-kit/components/flag-badges';
import { VerdictBadge } from '@neurohub/ui-kit/components/verdict-badge';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration, formatMoment, localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import type { ColumnId } from '../store/shown-columns.ts';
import classes from './results-panel.module.css';

export interface ExplorerTableProps {
  readonly items: readonly ExecutionSummary[];
  readonly columns: readonly ColumnId[];
  readonly nameOf: (batchId: string) => string;
  readonly onOpen: (executionId: string) => void;
}

/** Results with the columns that somebody wants to see. */
export function ExplorerTable({ items, columns, nameOf, onOpen }: ExplorerTableProps) {
  const { t } = useTranslation();
  const cells = useCells(nameOf);
  const chosen = columns.map(
    (id): Column<ExecutionSummary> => ({ key: id, title: t(`explorer.columns.${id}`), ...cells[id] }),
  );
  return (
    <DataTable
      label={t('explorer.found')}
      testId="results"
      rows={items}
      keyOf={({ id }) => id}
      columns={[
        {
          ...{ key: 'verdict', title: t('results.verdict') },
          cell: ({ verdict }) => (
            <span className={classes['verdict']}>
              <VerdictBadge verdict={verdict} />
            </span>
          ),
        },
        {
          ...{ key: 'serial', title: t('results.serial'), isHead: true },
          cell: ({ id, dut }) => (
            <button
              type="button"
              className={classes['open']}
              aria-label={t('results.open', { serial: dut.serialNumber })}
              onClick={() => onOpen(id)}
            >
              {dut.serialNumber}
            </button>
          ),
        },
        ...chosen,
      ]}
    />
  );
}

type Cells = Readonly<Record<ColumnId, Pick<Column<ExecutionSummary>, 'cell' | 'isNumber'>>>;

function useCells(nameOf: (batchId: string) => string): Cells {
  const { t } = useTranslation();
  const language = useLanguage();
  return {
    slot: { cell: ({ batchId }) => nameOf(batchId) },
    sequence: {
      cell: (item) => (
        <>
          {`${localize(item.sequenceDisplayName, language, item.sequenceName)} ${item.sequenceVersion} `}
          <FlagBadges execution={item} />
        </>
      ),
    },
    mode: { cell: ({ mode }) => t(`mode.${mode}`) },
    lot: { cell: ({ dut }) => dut.lot },
    partNumber: { cell: ({ dut }) => dut.partNumber },
    operator: { cell: ({ operator }) => operator },
    endedAt: {
      cell: ({ endedAt }) => (endedAt === undefined ? t('explorer.running') : formatMoment(endedAt, language)),
    },
    duration: {
      isNumber: true,
      cell: ({ durationMs }) => (durationMs === undefined ? '–' : formatDuration(durationMs, language)),
    },
  };
}
