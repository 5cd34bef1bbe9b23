import { LOG_EXPORT_FORMATS, MOST_EXPORTED_LINES } from '@neurohub/contracts/rest';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useTranslation } from 'react-i18next';
import { logExportHref } from '../api/logs-api.ts';
import type { LogFilter } from '../store/log-filter.ts';
import { type LogTailState, MOST_LINES } from '../store/log-tail.ts';
import classes from './log-status.module.css';

export interface LogStatusProps {
  readonly tail: LogTailState;
  readonly filter: LogFilter;
  readonly isConnected: boolean;
}

/** How many lines there are, whether more come, and the way to have them as a file. */
export function LogStatus({ tail, filter, isConnected }: LogStatusProps) {
  const { t } = useTranslation();
  const { lines, hasOlder, isLoadingOlder, isCatchingUp, problem } = tail;
  const state = !isConnected ? 'broken' : isCatchingUp ? 'catchingUp' : 'live';
  const count = lines.length.toLocaleString();
  return (
    <>
      {problem !== null && <ProblemBox code={problem.code} message={problem.message} isShort />}
      <div className={classes['status']}>
        <p>
          <b data-state={state} role="status">
            {t(`logsPage.state.${state}`)}
          </b>{' '}
          <span>{t('logsPage.count', { count: lines.length, shown: count })}</span>{' '}
          <span className={classes['hint']}>
            {isLoadingOlder
              ? t('logsPage.loadingOlder')
              : hasOlder && t(lines.length >= MOST_LINES ? 'logsPage.tooMany' : 'logsPage.hasOlder')}
          </span>
        </p>
        <p className={classes['exports']}>
          <span>
            {t('logsPage.export')}{' '}
            <span className={classes['hint']}>
              {t('logsPage.newest', { most: MOST_EXPORTED_LINES.toLocaleString() })}
            </span>
          </span>
          {LOG_EXPORT_FORMATS.map((format) => (
            <a key={format} href={logExportHref(filter, format)} download>
              {t(`logsPage.format.${format}`)}
            </a>
          ))}
        </p>
      </div>
    </>
  );
}
