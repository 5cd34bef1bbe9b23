import type { BatchView, ExecutionView, StepView } from '@neurohub/contracts/rest';
import type { Verdict } from '@neurohub/contracts/vocabulary';
import { FlagBadges } from '@neurohub/ui-kit/components/flag-badges';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { VerdictIcon } from '@neurohub/ui-kit/components/verdict-icon';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration, formatTime, localize } from '@neurohub/ui-kit/lib/format';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { decisiveStep, isFresh } from '../store/tile-model.ts';
import classes from './batch-body.module.css';
import type { Density } from './batch-tile-props.ts';
import { DecisiveStep } from './decisive-step.tsx';

export interface VerdictBodyProps {
  readonly batch: BatchView;
  readonly execution: ExecutionView;
  readonly clockOffsetMs: number;
  readonly density: Density;
}

/** The verdict of the unit that just ended, why, and what to do now. */
export function VerdictBody({ batch, execution, clockOffsetMs, density }: VerdictBodyProps) {
  const { t } = useTranslation();
  const isPass = execution.verdict === 'PASS';
  const serviceNowMs = useNow(isPass) + clockOffsetMs;
  const { verdict } = execution;
  if (verdict === null) return null;
  const word = t(`verdict.word.${verdict}`);
  const step = decisiveStep(execution);
  return (
    <div className={classes['ended']} data-density={density}>
      <p
        className={classes['verdict']}
        data-verdict={verdict}
        data-small={batch.error !== null}
        data-fresh={isFresh(execution, serviceNowMs)}
        data-testid="verdict"
        role="status"
        style={{ '--letters': word.length } as React.CSSProperties}
      >
        <VerdictIcon verdict={verdict} />
        <span className={classes['words']}>
          <span className={classes['word']}>{word}</span>
          <span className={classes['meaning']}>{t(`verdict.meaning.${verdict}`)}</span>
        </span>
      </p>
      <EndedLine execution={execution} step={batch.error === null ? undefined : step} />
      {step && batch.error === null && <DecisiveStep step={step} isShort={density === 'compact'} />}
      {!step && execution.error !== undefined && batch.error === null && (
        <ProblemBox code={execution.error.code} message={execution.error.message} withNext={false} />
      )}
      <p className={classes['next']}>{nextText(batch, verdict, { endReason: execution.endReason, t })}</p>
    </div>
  );
}

/** `step` where no room is left to show it by itself. */
function EndedLine({ execution, step }: { execution: ExecutionView; step: StepView | undefined }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { verdict, hadFailure, endReason, durationMs, endedAt, steps } = execution;
  const warnings = steps.reduce((count, one) => count + (one.warnings?.length ?? 0), 0);
  const facts = [
    endReason !== null && verdict !== 'PASS' && verdict !== 'FAIL' ? t(`endReason.${endReason}`) : undefined,
    hadFailure && verdict !== 'FAIL' ? t('verdict.hadFailure') : undefined,
    warnings > 0 ? t('verdict.warnings', { count: warnings }) : undefined,
    step && localize(step.displayName, language, step.name),
    durationMs === undefined || step ? undefined : t('tile.duration', { time: formatDuration(durationMs, language) }),
    endedAt === undefined ? undefined : t('tile.ended', { time: formatTime(endedAt, language) }),
  ].filter((fact) => fact !== undefined);
  return (
    <div className={classes['endedLine']}>
      <p className={`${classes['serial']} number`}>
        {execution.dut.serialNumber} <FlagBadges execution={execution} />
      </p>
      <p className={`${classes['facts']} number`}>{facts.join(' · ')}</p>
    </div>
  );
}

/** What the operator does now: with a batch that is not ready, that comes first. */
function nextText(
  { processState, recovery }: BatchView,
  verdict: Verdict,
  { endReason, t }: { endReason: ExecutionView['endReason']; t: TFunction },
): string {
  if (processState === 'locked-out') return t('next.LOCKED');
  if (recovery && (verdict === 'ERROR' || verdict === 'ABORTED')) return t('next.COMES_BACK');
  const isUp = processState === 'idle' || processState === 'running';
  // The process came back by itself: there is no cause to remove.
  if (isUp && verdict === 'ERROR' && endReason === 'crashed') return t('next.ERROR_CRASHED');
  return t(isUp ? `next.${verdict}` : `next.${verdict}_DOWN`);
}
