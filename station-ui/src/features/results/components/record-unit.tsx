import type { ExecutionRecord } from '@neurohub/contracts/record';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useTranslation } from 'react-i18next';
import { unitHref } from '../../../lib/results-link.ts';
import { useUnit } from '../store/use-unit.ts';
import classes from './record-drawer.module.css';

export interface RecordUnitProps {
  readonly record: ExecutionRecord;
  readonly onOpen: (executionId: string) => void;
  /** Somebody goes to another page. */
  readonly onLeave: () => void;
}

/** Which test of its unit a record is: to the one before, to its retest, to all of them. */
export function RecordUnit({ record, onOpen, onLeave }: RecordUnitProps) {
  const { t } = useTranslation();
  const { serialNumber } = record.dut;
  const unit = useUnit(serialNumber, record.id);
  const executions = unit.status === 'loaded' ? unit.value.executions : [];
  const at = executions.findIndex(({ id }) => id === record.id);
  const [before, after] = [executions[at - 1], executions[at + 1]];
  return (
    <nav className={classes['unit']} aria-label={t('record.unit')}>
      {at >= 0 && <span>{t('record.testOf', { at: at + 1, of: executions.length })}</span>}
      {before && (
        <ActionButton size="small" onClick={() => onOpen(before.id)}>
          {t('record.before', { verdict: before.verdict ?? '…' })}
        </ActionButton>
      )}
      {at >= 0 && after && (
        <ActionButton size="small" onClick={() => onOpen(after.id)}>
          {t('record.after', { verdict: after.verdict ?? '…' })}
        </ActionButton>
      )}
      <a href={unitHref(serialNumber)} onClick={onLeave}>
        {t('results.history')}
      </a>
    </nav>
  );
}
