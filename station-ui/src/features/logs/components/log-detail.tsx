import type { LogEntry } from '@neurohub/contracts/record';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../../../lib/copy-text.ts';
import { lineText } from '../store/line-text.ts';
import type { LogFilterField } from '../store/log-filter.ts';
import { fullTime } from '../store/log-time.ts';
import classes from './log-table.module.css';

export interface LogDetailProps {
  readonly line: LogEntry;
  readonly batchName: string;
  readonly onFilter: (field: LogFilterField, value: string) => void;
  /** Shows the record of a test. */
  readonly onRecord: (executionId: string) => void;
}

/** Everything that is known of one line, and what can be done with it. */
export function LogDetail({ line, batchName, onFilter, onRecord }: LogDetailProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { step, executionId, batchId = '' } = line;
  const facts = [
    ['at', fullTime(line.at, language)],
    ['batch', batchName === batchId ? batchId : `${batchName} (${batchId})`],
    ['step', step ?? ''],
    ['execution', executionId ?? ''],
    ['number', String(line.id)],
  ] as const;
  return (
    <div className={classes['detail']}>
      <pre className={classes['text']}>{line.message}</pre>
      <dl className={classes['facts']}>
        {facts.map(
          ([name, value]) =>
            value !== '' && (
              <div key={name}>
                <dt>{t(`logsPage.fact.${name}`)}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      <div className={classes['actions']}>
        <CopyButton line={line} />
        {step !== undefined && (
          <ActionButton size="small" onClick={() => onFilter('step', step)}>
            {t('logsPage.onlyStep')}
          </ActionButton>
        )}
        {executionId !== undefined && (
          <>
            <ActionButton size="small" onClick={() => onFilter('execution', executionId)}>
              {t('logsPage.onlyExecution')}
            </ActionButton>
            <ActionButton size="small" onClick={() => onRecord(executionId)}>
              {t('logsPage.record')}
            </ActionButton>
          </>
        )}
      </div>
    </div>
  );
}

function CopyButton({ line }: Pick<LogDetailProps, 'line'>) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<'copy' | 'copied' | 'notCopied'>('copy');
  const copy = async () => setOutcome((await copyText(lineText(line))) ? 'copied' : 'notCopied');
  return (
    <>
      <ActionButton size="small" onClick={() => void copy()}>
        {t(`logsPage.${outcome}`)}
      </ActionButton>
      <span className="visually-hidden" role="status">
        {outcome !== 'copy' && t(`logsPage.${outcome}`)}
      </span>
    </>
  );
}
