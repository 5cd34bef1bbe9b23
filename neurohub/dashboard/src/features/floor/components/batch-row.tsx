import type { LiveBatch, LiveExecution } from '@neurohub/contracts/hub-live';
import { VerdictIcon } from '@neurohub/ui-kit/components/verdict-icon';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import type { TFunction } from 'i18next';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Doing, lookOf } from '../store/floor-view.ts';
import classes from './batch-row.module.css';
import { ToneIcon } from './tone-icon.tsx';

/** A batch: its slot, what it does in a word and a shape, the unit, and how far it is. */
export const BatchRow = memo(function BatchRow({ batch, isStale }: { batch: LiveBatch; isStale: boolean }) {
  const { t } = useTranslation();
  const { doing, tone } = lookOf(batch);
  const { id, slot, name, execution } = batch;
  const isOfUnit = execution !== null && !(doing.kind === 'process' && execution.verdict !== null);
  return (
    <li
      className={classes['row']}
      data-tone={isStale ? 'silent' : tone}
      data-doing={doing.kind}
      data-testid={`batch-${id}`}
    >
      <span className={`${classes['slot']} number`} title={name}>
        <span className="visually-hidden">{t('floor.slot')} </span>
        {slot}
      </span>
      <span className={classes['doing']}>
        {doing.kind === 'ended' ? <VerdictIcon verdict={doing.verdict} /> : <ToneIcon tone={tone} />}
        <b>{doingText(doing, t)}</b>
      </span>
      <span className={`${classes['unit']} number`}>
        {isOfUnit ? execution.dut.serialNumber : name}
        {execution?.simulated === true && isOfUnit && (
          <span className={classes['flag']}>{t('flag.word.simulated')}</span>
        )}
      </span>
      {execution !== null && execution.verdict === null && <Progress execution={execution} />}
    </li>
  );
});

function doingText(doing: Doing, t: TFunction): string {
  if (doing.kind === 'ended') return t(`verdict.word.${doing.verdict}`);
  if (doing.kind === 'process') return t(`processState.${doing.state}`);
  if (doing.kind === 'waiting') return t(`floor.waiting.${doing.for}`);
  return t(`floor.doing.${doing.kind}`);
}

function Progress({ execution: { step, stepsDone, stepCount, hadFailure } }: { execution: LiveExecution }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <span className={classes['progress']}>
      <span className={classes['step']}>
        {hadFailure && <b>{t('floor.hadFailure')} · </b>}
        {step === null ? t('floor.betweenSteps') : localize(step.displayName, language, step.name)}
      </span>
      <span className={classes['bar']}>
        <progress max={Math.max(stepCount, 1)} value={stepsDone} aria-label={t('floor.progress')} />
        <span className="number">{`${stepsDone}/${stepCount}`}</span>
      </span>
    </span>
  );
}
