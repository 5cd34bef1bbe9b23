import type { StepView } from '@neurohub/contracts/rest';
import { STEP_GROUPS, type StepGroup } from '@neurohub/contracts/vocabulary';
import { useTranslation } from 'react-i18next';
import classes from './step-list.module.css';
import { StepRow } from './step-row.tsx';

export interface StepListProps {
  /** Newest attempts (live), or every attempt (record). */
  readonly steps: readonly Omit<StepView, 'progress' | 'progressText'>[];
  /** The service's clock, for the running step; absent where nothing runs. */
  readonly serviceNowMs?: number | undefined;
}

/** Steps by group, with status, duration, attempts and measurements. */
export function StepList({ steps, serviceNowMs }: StepListProps) {
  const { t } = useTranslation();
  const groups = STEP_GROUPS.map((group) => [group, steps.filter((step) => step.group === group)] as const);
  if (steps.length === 0) return <p className={classes['empty']}>{t('steps.none')}</p>;
  return (
    <div className={classes['list']}>
      {groups.map(
        ([group, members]) =>
          members.length > 0 && <StepGroupList key={group} group={group} steps={members} serviceNowMs={serviceNowMs} />,
      )}
    </div>
  );
}

function StepGroupList({ group, steps, serviceNowMs }: StepListProps & { group: StepGroup }) {
  const { t } = useTranslation();
  return (
    <section className={classes['group']}>
      <h3 className={classes['heading']}>{t(`stepGroup.${group}`)}</h3>
      <ol>
        {steps.map((step) => (
          <StepRow
            key={`${step.name} ${step.attempt}`}
            step={step}
            // Only what runs needs the clock: the others are not rendered again with each tick.
            serviceNowMs={step.status === 'running' ? serviceNowMs : undefined}
          />
        ))}
      </ol>
    </section>
  );
}
