import type { SequenceDetail } from '@neurohub/contracts/rest';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useTranslation } from 'react-i18next';
import { reportLines } from '../store/check-report.ts';
import classes from './sequences.module.css';

/** What is wrong with the package, or what its check warns of; and that whoever looks may only look. */
export function PackageNotices({ detail, isReadOnly }: { detail: SequenceDetail; isReadOnly: boolean }) {
  const { t } = useTranslation();
  const { error, warnings } = detail;
  return (
    <>
      {error && (
        <div className={classes['report']}>
          <ProblemBox code={error.code} message={error.message} isShort />
          <ol className={classes['lines']}>
            {reportLines(error).map(({ place, message }) => (
              <li key={`${place} ${message}`}>
                {place !== null && <code>{place}</code>} <span>{message}</span>
              </li>
            ))}
          </ol>
        </div>
      )}
      {warnings.length > 0 && (
        <details className={classes['warnings']}>
          <summary>{t('sequences.warnings', { count: warnings.length })}</summary>
          <ol className={classes['lines']}>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ol>
        </details>
      )}
      {isReadOnly && <p className={classes['dim']}>{t('sequences.lookOnly')}</p>}
    </>
  );
}
