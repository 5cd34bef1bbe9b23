import type { StepDefinition } from '@neurohub/contracts/record';
import type { SequenceDetail } from '@neurohub/contracts/rest';
import { STEP_GROUPS } from '@neurohub/contracts/vocabulary';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useTranslation } from 'react-i18next';
import { effectiveSteps } from '../store/effective-steps.ts';
import type { OverrideDraft } from '../store/override-draft.ts';
import type { OverrideEditor } from '../store/use-override-editor.ts';
import classes from './detail.module.css';
import { StepLine } from './step-line.tsx';

export interface StepsPanelProps {
  readonly detail: SequenceDetail;
  /** What holds: what is saved, or what is being changed. */
  readonly draft: OverrideDraft;
  readonly editor: OverrideEditor;
}

/** The steps in the order in which they run, by group; while somebody changes them, with fields. */
export function StepsPanel({ detail, draft, editor }: StepsPanelProps) {
  const { t } = useTranslation();
  const steps = effectiveSteps(detail, draft);
  return (
    <Panel title={t('sequences.step.title')}>
      <div className={classes['table']} data-testid="steps" data-editing={editor.draft !== null}>
        <p className={classes['heads']} aria-hidden="true">
          <span>{t('sequences.step.name')}</span>
          <span>{t('sequences.step.enabled')}</span>
          <span>{t('sequences.step.timeout')}</span>
          <span>{t('sequences.step.retry')}</span>
        </p>
        {STEP_GROUPS.map((group) => (
          <Group key={group} title={t(`sequences.group.${group}`)} steps={stepsOf(steps, group)}>
            {(step) => <StepLine step={step} {...{ detail, draft, editor, steps }} />}
          </Group>
        ))}
      </div>
    </Panel>
  );
}

/** A block has a setup and a cleanup of its own: they run with it, among the main steps. */
const stepsOf = (steps: readonly StepDefinition[], group: string) =>
  steps.filter((step) => (step.blocks ? 'main' : step.group) === group);

interface GroupProps {
  readonly title: string;
  readonly steps: readonly StepDefinition[];
  readonly children: (step: StepDefinition) => React.ReactNode;
}

function Group({ title, steps, children }: GroupProps) {
  if (steps.length === 0) return null;
  return (
    <>
      <h3 className={classes['group']}>{title}</h3>
      <ul>
        {steps.map((step) => (
          <li key={step.name}>{children(step)}</li>
        ))}
      </ul>
    </>
  );
}
