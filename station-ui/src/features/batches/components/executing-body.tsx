import type { BatchView, ExecutionView, StepView } from '@neurohub/contracts/rest';
import { FlagBadges } from '@neurohub/ui-kit/components/flag-badges';
import { turnText } from '@neurohub/ui-kit/i18n/turn-text';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration, localize } from '@neurohub/ui-kit/lib/format';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { nextStepOf } from '../store/run-controls.ts';
import { currentStep, progressOf } from '../store/tile-model.ts';
import classes from './batch-body.module.css';
import type { Density } from './batch-tile-props.ts';
import { DecisiveStep } from './decisive-step.tsx';
import { RemainingText } from './remaining-text.tsx';

/** Characters above which a step's name is written smaller. */
const LONG_NAME = 24;

export interface ExecutingBodyProps {
  readonly execution: ExecutionView;
  /** For the names of the instruments. */
  readonly hardware: BatchView['hardware'];
  readonly clockOffsetMs: number;
  readonly density: Density;
  /** No news from the service: the times stand still. */
  readonly isFrozen: boolean;
}

/** What it waits for, unless it is the operator: who is asked sees the question itself. */
function waitText({ waitingFor, waitingDetail = '' }: ExecutionView, t: TFunction): string | undefined {
  if (waitingFor === undefined || waitingFor === 'operator') return undefined;
  return t(`tile.waitingFor.${waitingFor}`, { detail: waitingDetail });
}

/** Why it stands, where that is known. */
function pausedText({ lostHardware }: ExecutionView, nameOf: (id: string) => string, t: TFunction): string {
  return lostHardware ? t('run.pausedLost', { hardware: lostHardware.map(nameOf).join(', ') }) : t('run.paused');
}

/** Unit, current step with its time, progress. */
export function ExecutingBody({ execution, hardware, clockOffsetMs, density, isFrozen }: ExecutingBodyProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const serviceNowMs = useNow(!isFrozen) + clockOffsetMs;
  const elapsedMs = serviceNowMs - Date.parse(execution.startedAt ?? execution.acceptedAt);
  const step = currentStep(execution);
  const isPaused = execution.state === 'paused';
  const failed = isPaused ? execution.steps.find(({ name }) => name === execution.failedStep) : undefined;
  const next = isPaused && !failed ? nextStepOf(execution) : undefined;
  const nameOf = (id: string) => localize(hardware[id]?.displayName, language, id);
  const between = isPaused ? pausedText(execution, nameOf, t) : t('tile.betweenSteps');
  const name = step ? localize(step.displayName, language, step.name) : between;
  const { ended, total } = progressOf(execution);
  const whatOfStep = ({ iterations, attempt = 1, progressText }: Partial<StepView> = {}) =>
    [
      iterations && turnText(iterations, { t, language, loops: execution.loops }),
      attempt > 1 && t('steps.attempt', { attempt }),
      progressText,
      execution.pausing && t('run.pausing'),
      execution.stopping && t('run.stopping'),
      next && t('run.next', { step: localize(next.displayName, language, next.name) }),
    ]
      .filter(Boolean)
      .join(' · ');
  return (
    <div className={classes['executing']}>
      <p className={`${classes['serial']} number`}>
        {execution.dut.serialNumber} <FlagBadges execution={execution} />
      </p>
      <div className={classes['current']}>
        <p className={classes['stepName']} data-long={name.length > LONG_NAME}>
          {name}
        </p>
        {step?.startedAt !== undefined && (
          <p className={`${classes['stepTime']} number`}>
            {formatDuration(serviceNowMs - Date.parse(step.startedAt), language, true)}
          </p>
        )}
      </div>
      {failed && <DecisiveStep step={failed} isShort={density === 'compact'} />}
      {!failed && <p className={`${classes['progressText']} number`}>{waitText(execution, t) ?? whatOfStep(step)}</p>}
      <div>
        <progress
          className={classes['progress']}
          value={ended}
          max={Math.max(total, 1)}
          aria-label={t('tile.progressLabel')}
        />
        <p className={`${classes['counts']} number`}>
          <span>{t('tile.progress', { ended, total })}</span>
          <RemainingText elapsedMs={elapsedMs} expected={execution.expected} />
          <span>{t('tile.elapsed', { time: formatDuration(elapsedMs, language, true) })}</span>
        </p>
      </div>
    </div>
  );
}
