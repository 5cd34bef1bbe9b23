import type { UploadedSequence } from '@neurohub/contracts/rest';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useTranslation } from 'react-i18next';
import { pageHref } from '../../../lib/hash-route.ts';
import { reportLines } from '../store/check-report.ts';
import type { UploadOutcome } from '../store/upload-outcome.ts';
import classes from './sequences.module.css';
import { SignatureBadge } from './signature-badge.tsx';

/** What the check of an archive said: taken, with its warnings; or refused, with every problem at its place. */
export function UploadReport({ outcome }: { outcome: UploadOutcome }) {
  const { t } = useTranslation();
  if (outcome.kind === 'taken') return <Taken uploaded={outcome.uploaded} />;
  const { code, message } = outcome.problem;
  const lines = reportLines(outcome.problem);
  return (
    <div className={classes['report']} data-testid="upload-report">
      <p>
        <b>{t('sequences.upload.refused', { file: outcome.file })}</b> {t('sequences.upload.nothingChanged')}
      </p>
      <ProblemBox code={code} message={message} isShort />
      <ol className={classes['lines']}>
        {lines.map(({ place, message: text }) => (
          <li key={`${place} ${text}`}>
            {place !== null && <code>{place}</code>} <span>{text}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Taken({ uploaded }: { uploaded: UploadedSequence }) {
  const { t } = useTranslation();
  const { name, version, folder, isCurrent, signedBy, steps, warnings } = uploaded;
  const signature = signedBy
    ? { state: 'trusted' as const, by: signedBy.name }
    : { state: 'unsigned' as const, by: null };
  return (
    <div className={classes['report']} data-testid="upload-report">
      <p>
        <b>{t('sequences.upload.taken', { name, version })}</b>{' '}
        {t(isCurrent ? 'sequences.upload.inUse' : 'sequences.upload.beside')}
      </p>
      <p className={classes['facts']}>
        <SignatureBadge signature={signature} />
        <span>{t('sequences.steps', { count: steps.length })}</span>
        <a href={pageHref('sequences', folder)}>{t('sequences.upload.open')}</a>
      </p>
      {warnings.length > 0 && (
        <>
          <p>{t('sequences.warnings', { count: warnings.length })}</p>
          <ol className={classes['lines']}>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
