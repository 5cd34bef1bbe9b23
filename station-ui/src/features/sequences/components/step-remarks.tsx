import type { StepDefinition } from '@neurohub/contracts/record';
import { useTranslation } from 'react-i18next';
import classes from './detail.module.css';

/** What has to be known of a step before anything of it is changed. */
export function StepRemarks({ step, isMoved }: { step: StepDefinition; isMoved: boolean }) {
  const { t } = useTranslation();
  const { actuates, required, dependsOn, blocks, condition, uses, rendezvous } = step;
  const remarks = [
    isMoved && t('sequences.step.moved'),
    blocks && t('sequences.step.inBlock', { block: blocks.join(' › ') }),
    actuates && t('sequences.step.actuates'),
    required === false && t('sequences.step.optional'),
    dependsOn && t('sequences.step.dependsOn', { steps: dependsOn.join(', ') }),
    condition && t('sequences.step.condition', { condition }),
    uses && t('sequences.step.uses', { instruments: uses.join(', ') }),
    rendezvous && t('sequences.step.rendezvous', { rendezvous }),
  ].filter((remark) => typeof remark === 'string');
  if (remarks.length === 0) return null;
  return <span className={classes['remarks']}>{remarks.join(' · ')}</span>;
}
