import type { BatchView } from '@neurohub/contracts/rest';
import { useTranslation } from 'react-i18next';
import { isExecuting } from '../../../lib/batch-state.ts';
import { useNow } from '../../../lib/use-now.ts';
import { Panel } from '../../../ui/panel.tsx';
import { StepList } from '../../../ui/step-list.tsx';
import { pendingSteps } from '../store/step-views.ts';

/** The steps of the execution a batch shows; before the first one, those it would run. */
export function LiveSteps({ batch, clockOffsetMs }: { batch: BatchView; clockOffsetMs: number }) {
  const { t } = useTranslation();
  const nowMs = useNow(isExecuting(batch));
  const steps = batch.execution?.steps ?? pendingSteps(batch.sequence?.steps ?? []);
  return (
    <Panel title={t('steps.title')}>
      <StepList steps={steps} serviceNowMs={nowMs + clockOffsetMs} />
    </Panel>
  );
}
