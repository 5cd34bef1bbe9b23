import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { HOME_HREF, pageHref } from '../../../lib/hash-route.ts';
import { dismiss, type FirstStep, firstSteps, isDismissed, type StepState } from '../store/first-steps.ts';
import { useStationFacts } from '../store/use-station-facts.ts';
import classes from './first-steps-card.module.css';

const PLACES: Readonly<Record<FirstStep, string>> = {
  name: pageHref('settings', 'configuration', 'station'),
  batch: pageHref('settings', 'batches'),
  test: HOME_HREF,
  signIn: pageHref('settings', 'configuration', 'server'),
  neurohub: pageHref('settings', 'configuration', 'backend'),
  backup: pageHref('settings', 'configuration', 'storage'),
};

export interface FirstStepsCardProps {
  readonly stationId: string;
  readonly batchCount: number;
  /** Any text that changes when a step may have been done. */
  readonly news: string;
}

/** What is left to do at a new station. Gone once all of it is done, or somebody has put it away. */
export default function FirstStepsCard({ stationId, batchCount, news }: FirstStepsCardProps) {
  const { t } = useTranslation();
  const [isAway, setAway] = useState(() => isDismissed(window.localStorage, stationId));
  const facts = useStationFacts(batchCount, news);
  if (isAway || facts === null) return null;
  const steps = firstSteps(facts);
  const done = steps.filter(({ isDone }) => isDone).length;
  if (done === steps.length) return null;
  const putAway = () => {
    dismiss(window.localStorage, stationId);
    setAway(true);
  };
  return (
    <Panel
      title={t('firstSteps.title')}
      aside={
        <span className={classes['aside']}>
          <span className="number">{t('firstSteps.done', { done, count: steps.length })}</span>
          <ActionButton size="small" onClick={putAway}>
            {t('firstSteps.dismiss')}
          </ActionButton>
        </span>
      }
    >
      <ol className={classes['steps']} data-testid="first-steps">
        {steps.map((state) => (
          <Step key={state.step} state={state} />
        ))}
      </ol>
    </Panel>
  );
}

function Step({ state: { step, isDone } }: { state: StepState }) {
  const { t } = useTranslation();
  return (
    <li data-done={isDone}>
      <svg viewBox="0 0 20 20" width="1.5rem" height="1.5rem" aria-hidden="true" focusable="false">
        <circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" strokeWidth="1.6" />
        {isDone && (
          <path d="M6 10.5l2.8 2.8 5.4-6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
        )}
      </svg>
      <div>
        {isDone ? (
          <strong>{t(`firstSteps.step.${step}.title`)}</strong>
        ) : (
          <a href={PLACES[step]}>{t(`firstSteps.step.${step}.title`)}</a>
        )}
        <span className="visually-hidden">{t(isDone ? 'firstSteps.isDone' : 'firstSteps.isOpen')}</span>
        {!isDone && <p>{t(`firstSteps.step.${step}.why`)}</p>}
      </div>
    </li>
  );
}
