import type { LoopView, StepView } from '@neurohub/contracts/rest';
import { type CSSProperties, memo, type ReactNode, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.ts';
import { formatDuration, localize } from '../lib/format.ts';
import { AnsweredPrompts } from './answered-prompts.tsx';
import { MeasurementRow } from './measurement-row.tsx';
import { ProblemBox } from './problem-box.tsx';
import { useRecordLinks } from './record-links.ts';
import { StepErrorHandling } from './step-error-handling.tsx';
import { StepFiles } from './step-files.tsx';
import classes from './step-list.module.css';
import { StepRemarks } from './step-remarks.tsx';
import { StepStatusIcon } from './step-status-icon.tsx';
import { StepWarnings } from './step-warnings.tsx';

export interface StepRowProps {
  readonly step: StepView;
  readonly serviceNowMs?: number | undefined;
  /** Of whose files links are made; absent for steps of no execution. */
  readonly executionId?: string | undefined;
  readonly loops?: readonly LoopView[] | undefined;
  /** False where the heading tells the turn. */
  readonly showTurn: boolean;
  /** Lives of the execution that are over. */
  readonly livesOver?: number | undefined;
  /** How far it is indented in a tree. @default 0 */
  readonly depth?: number;
  /** The step can be chosen, which shows what belongs to it elsewhere. */
  readonly choice?: { readonly isChosen: boolean; readonly onChoose: (step: string) => void } | undefined;
  /** Below its name, before its measurements. */
  readonly children?: ReactNode;
  /** Of a list that draws only what is in sight: it has to know how high each row is. */
  readonly ref?: Ref<HTMLLIElement>;
  readonly 'data-index'?: number;
}

export const StepRow = memo(function StepRow(props: StepRowProps) {
  const { step, serviceNowMs, executionId, loops, showTurn, livesOver = 0, depth = 0, choice } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const links = useRecordLinks();
  const isOff = step.enabled === false && (step.status === 'pending' || step.status === 'skipped');
  const name = localize(step.displayName, language, step.name);
  return (
    <li
      ref={props.ref}
      data-index={props['data-index']}
      style={depth === 0 ? undefined : ({ '--depth': depth } as CSSProperties)}
      className={classes['step']}
      data-chosen={choice?.isChosen}
      data-status={step.status}
      data-off={step.enabled === false}
      data-testid={`step-${step.name}`}
    >
      <div className={classes['line']}>
        <span className={classes['status']}>
          <StepStatusIcon status={step.status} />
          {t(isOff ? 'steps.off' : `stepStatus.${step.status}`)}
        </span>
        <span className={classes['name']}>
          {choice ? <Choice {...choice} step={step.name} name={name} /> : name}
          <StepRemarks step={step} loops={loops} showTurn={showTurn} livesOver={livesOver} />
        </span>
        <span className={`${classes['time']} number`}>
          <StepTime step={step} serviceNowMs={serviceNowMs} />
        </span>
      </div>
      {props.children}
      {step.progressText !== undefined && step.status === 'running' && (
        <p className={classes['note']}>{step.progressText}</p>
      )}
      {step.skipReason !== undefined && <p className={classes['note']}>{step.skipReason}</p>}
      {step.warnings !== undefined && <StepWarnings warnings={step.warnings} />}
      {step.prompts !== undefined && <AnsweredPrompts prompts={step.prompts} />}
      {step.measurements.length > 0 && (
        <ul className={classes['measurements']} aria-label={t('steps.measurements', { step: name })}>
          {step.measurements.map((measurement) => (
            <MeasurementRow
              key={measurement.name}
              measurement={measurement}
              seriesLinks={links.series(executionId, step, measurement.name)}
            />
          ))}
        </ul>
      )}
      {step.attachments !== undefined && executionId !== undefined && (
        <StepFiles executionId={executionId} stepName={name} attachments={step.attachments} />
      )}
      {step.error !== undefined && !isToldByMeasurement(step) && (
        <div className={classes['problem']}>
          <ProblemBox code={step.error.code} message={step.error.message} withNext={needsSomebody(step)} />
        </div>
      )}
      <StepErrorHandling step={step} />
    </li>
  );
});

function Choice({
  isChosen,
  onChoose,
  step,
  name,
}: NonNullable<StepRowProps['choice']> & { step: string; name: string }) {
  return (
    <button type="button" className={classes['choose']} aria-pressed={isChosen} onClick={() => onChoose(step)}>
      {name}
    </button>
  );
}

/** A miss says what to do by itself, and what is tried again needs nobody. */
const needsSomebody = ({ status, errorHandling }: StepView) => status !== 'failed' && errorHandling?.action !== 'retry';

/** A missed limit is there to see, in its row. */
function isToldByMeasurement(step: StepView): boolean {
  return step.error?.code === 'LIMIT_MISSED' && step.measurements.some((measurement) => measurement.outcome === 'FAIL');
}

function StepTime({ step, serviceNowMs }: Pick<StepRowProps, 'step' | 'serviceNowMs'>) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (step.status === 'pending' && step.expectedMs !== undefined && step.enabled !== false)
    return (
      <span className={classes['expected']}>
        {t('steps.expected', { time: formatDuration(step.expectedMs, language) })}
      </span>
    );
  if (step.status === 'running' && step.startedAt !== undefined && serviceNowMs !== undefined)
    return formatDuration(serviceNowMs - Date.parse(step.startedAt), language, true);
  if (step.durationMs === undefined || step.status === 'skipped') return null;
  return formatDuration(step.durationMs, language);
}
