import type { BatchView } from '@neurohub/contracts/rest';
import { useTranslation } from 'react-i18next';
import { unitHref } from '../../../lib/results-link.ts';
import { useMayDo } from '../../auth/role-context.ts';
import classes from './batch-body.module.css';

/** No unit: what to do, or what the process does. */
export function QuietBody({ batch }: { batch: BatchView }) {
  const { t } = useTranslation();
  const mayTest = useMayDo()('operator');
  const isReady = mayTest && batch.processState === 'idle' && batch.sequence !== null;
  return (
    <div className={classes['quiet']}>
      <p className={classes['headline']}>{isReady ? t('tile.scan') : t(`processHint.${batch.processState}`)}</p>
    </div>
  );
}

/** A unit is scanned and waits for Start. */
export function StagedBody({ serialNumber, isValid }: { serialNumber: string; isValid: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={classes['quiet']}>
      <p className={classes['label']}>{t('tile.nextUnit')}</p>
      <p className={`${classes['serialBig']} number`} data-testid="staged-serial">
        {serialNumber}
      </p>
      <p className={classes['headline']}>{isValid ? t('tile.pressStart') : t('tile.checkSerial')}</p>
      {isValid && (
        <a className={classes['history']} href={unitHref(serialNumber)}>
          {t('results.history')}
        </a>
      )}
    </div>
  );
}
