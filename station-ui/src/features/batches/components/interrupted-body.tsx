import type { ExecutionView, InterruptionView } from '@neurohub/contracts/rest';
import { FlagBadges } from '@neurohub/ui-kit/components/flag-badges';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatTime, localize } from '@neurohub/ui-kit/lib/format';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { hasEnded } from '../store/step-views.ts';
import classes from './batch-body.module.css';
import type { Density } from './batch-tile-props.ts';

interface InterruptedBodyProps {
  readonly execution: ExecutionView;
  readonly interruption: InterruptionView;
  readonly density: Density;
}

/** A test that lost its process: what happened, how far it had come, what to look at before it goes on. */
export function InterruptedBody({ execution, interruption, density }: InterruptedBodyProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { error, refusal, nextStepIndex, at } = interruption;
  const next = execution.steps[nextStepIndex];
  const shown = refusal ?? error;
  const ended = execution.steps.filter(hasEnded).filter(({ status }) => status !== 'interrupted').length;
  const facts = [
    t('interrupted.at', { time: formatTime(at, language) }),
    t('interrupted.done', { ended, total: execution.steps.length }),
    next && t('interrupted.nextStep', { step: localize(next.displayName, language, next.name) }),
  ].filter(Boolean);
  return (
    <div className={classes['interrupted']} data-density={density} data-testid="interrupted" role="status">
      <p className={`${classes['serial']} number`}>
        {execution.dut.serialNumber} <FlagBadges execution={execution} />
      </p>
      <p className={classes['stepName']}>{t('interrupted.title')}</p>
      <p className={`${classes['facts']} number`}>{facts.join(' · ')}</p>
      <ProblemBox code={shown.code} message={shown.message} isShort={density === 'compact'} withNext={false} />
      <p className={classes['next']}>{whatToDo(interruption, t)}</p>
    </div>
  );
}

function whatToDo({ waitsFor, reason, armed }: InterruptionView, t: TFunction): string {
  if (waitsFor === 'process') return t('interrupted.byItself');
  if (reason === 'armed') return t('interrupted.armed', { instruments: armed.join(', ') });
  if (reason === 'repeated') return t('interrupted.repeated');
  return t(reason === 'refused' ? 'interrupted.refused' : 'interrupted.ask');
}
