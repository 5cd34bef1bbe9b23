import type { ExecutionView } from '@neurohub/contracts/rest';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../i18n/use-language.ts';
import { formatDuration, localize } from '../../../lib/format.ts';
import { useNow } from '../../../lib/use-now.ts';
import { currentStep, progressOf } from '../store/tile-model.ts';
import classes from './batch-body.module.css';

/** Characters above which a step's name is written smaller. */
const LONG_NAME = 24;

export interface ExecutingBodyProps {
  readonly execution: ExecutionView;
  readonly clockOffsetMs: number;
  /** No news from the service: the times stand still. */
  readonly isFrozen: boolean;
}

/** What it waits for, unless it is the operator: who is asked sees the question itself. */
function waitText({ waitingFor, waitingDetail = '' }: ExecutionView, t: TFunction): string | undefined {
  if (waitingFor === undefined || waitingFor === 'operator') return undefined;
  return t(`tile.waitingFor.${waitingFor}`, { detail: waitingDetail });
}

/** Unit, current step with its time, progress. */
export function ExecutingBody({ execution, clockOffsetMs, isFrozen }: ExecutingBodyProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const serviceNowMs = useNow(!isFrozen) + clockOffsetMs;
  const since = (at: string) => formatDuration(serviceNowMs - Date.parse(at), language, true);
  const step = currentStep(execution);
  const name = step ? localize(step.displayName, language, step.name) : t('tile.betweenSteps');
  const { ended, total } = progressOf(execution);
  return (
    <div className={classes['executing']}>
      <p className={`${classes['serial']} number`}>{execution.dut.serialNumber}</p>
      <div className={classes['current']}>
        <p className={classes['stepName']} data-long={name.length > LONG_NAME}>
          {name}
        </p>
        {step?.startedAt !== undefined && <p className={`${classes['stepTime']} number`}>{since(step.startedAt)}</p>}
      </div>
      <p className={classes['progressText']}>{waitText(execution, t) ?? step?.progressText}</p>
      <div>
        <progress
          className={classes['progress']}
          value={ended}
          max={Math.max(total, 1)}
          aria-label={t('tile.progressLabel')}
        />
        <p className={`${classes['counts']} number`}>
          <span>{t('tile.progress', { ended, total })}</span>
          <span>{t('tile.elapsed', { time: since(execution.startedAt ?? execution.acceptedAt) })}</span>
        </p>
      </div>
    </div>
  );
}
