import type { LoopView } from '@neurohub/contracts/rest';
import { useTranslation } from 'react-i18next';
import { turnText } from '../i18n/turn-text.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { formatDuration } from '../lib/format.ts';
import { isFromBefore } from '../lib/lives.ts';
import classes from './step-list.module.css';
import type { ListedStep } from './step-sections.ts';

export interface StepRemarksProps {
  readonly step: ListedStep;
  readonly loops?: readonly LoopView[] | undefined;
  readonly showTurn: boolean;
  /** Lives of the execution that are over. */
  readonly livesOver: number;
}

/** Beside the name of a step: which turn, which try, how long it waited and for whom. */
export function StepRemarks({ step, loops, showTurn, livesOver }: StepRemarksProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const {
    attempt,
    status,
    iterations,
    restore,
    afterInterruption,
    waitForOperatorMs,
    waitForResourceMs,
    waitForPeersMs,
  } = step;
  const waited = (key: 'operator' | 'instrument' | 'peers', ms: number | undefined) =>
    ms === undefined ? undefined : t(`waited.${key}`, { time: formatDuration(ms, language) });
  const remarks = [
    showTurn && iterations ? turnText(iterations, { t, language, loops }) : undefined,
    isFromBefore(step, livesOver) ? t('lives.before') : undefined,
    restore ? t('lives.restored') : undefined,
    afterInterruption ? t(`lives.onResume.${afterInterruption.onResume}`) : undefined,
    attempt > 1 && !restore ? t(status === 'passed' ? 'steps.passedOnTry' : 'steps.attempt', { attempt }) : undefined,
    waited('operator', waitForOperatorMs),
    waited('instrument', waitForResourceMs),
    waited('peers', waitForPeersMs),
  ].filter((remark) => remark !== undefined);
  if (remarks.length === 0) return null;
  return <span className={`${classes['attempt']} number`}>{remarks.join(' · ')}</span>;
}
