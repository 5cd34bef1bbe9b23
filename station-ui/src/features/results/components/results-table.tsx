import type { ExecutionSummary } from '@neurohub/contracts/record';
import { FlagBadges } from '@neurohub/ui-kit/components/flag-badges';
import { VerdictBadge } from '@neurohub/ui-kit/components/verdict-badge';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration, formatMoment, localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import classes from './results-panel.module.css';

export interface ResultsTableProps {
  readonly items: readonly ExecutionSummary[];
  readonly slotOf: (batchId: string) => number | undefined;
  readonly onOpen: (executionId: string) => void;
}

export function ResultsTable({ items, slotOf, onOpen }: ResultsTableProps) {
  const { t } = useTranslation();
  const columns = ['verdict', 'serial', 'slot', 'sequence', 'endedAt', 'duration'] as const;
  return (
    <table className={classes['table']} data-testid="results">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {t(`results.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <ResultRow key={item.id} item={item} slot={slotOf(item.batchId)} onOpen={onOpen} />
        ))}
      </tbody>
    </table>
  );
}

function ResultRow({
  item,
  slot,
  onOpen,
}: {
  item: ExecutionSummary;
  slot: number | undefined;
  onOpen: (id: string) => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const serial = item.dut.serialNumber;
  return (
    <tr data-verdict={item.verdict}>
      <td>
        <VerdictBadge verdict={item.verdict} />
      </td>
      <td>
        <button
          type="button"
          className={`${classes['open']} number`}
          aria-label={t('results.open', { serial })}
          onClick={() => onOpen(item.id)}
        >
          {serial}
        </button>
      </td>
      <td className="number" data-label={t('results.slot')}>
        {slot ?? item.batchId}
      </td>
      <td>
        {`${localize(item.sequenceDisplayName, language, item.sequenceName)} ${item.sequenceVersion}`}{' '}
        <FlagBadges execution={item} />
      </td>
      <td className="number">{item.endedAt === undefined ? '–' : formatMoment(item.endedAt, language)}</td>
      <td className="number">{item.durationMs === undefined ? '–' : formatDuration(item.durationMs, language)}</td>
    </tr>
  );
}
