import type { BatchView } from '@neurohub/contracts/rest';
import type { BatchProcessState } from '@neurohub/contracts/vocabulary';
import { useTranslation } from 'react-i18next';
import { isExecuting } from '../../../lib/batch-state.ts';
import classes from './batch-tile.module.css';

const LINE = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 2,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;
const WORKING = <path d="M10 3v4M10 13v4M3 10h4M13 10h4M5 5l2.5 2.5M12.5 12.5L15 15" {...LINE} />;

const SIGNS: Readonly<Record<BatchProcessState, React.ReactNode>> = {
  stopped: <path d="M5 5h10v10H5z" {...LINE} />,
  starting: WORKING,
  idle: <circle cx="10" cy="10" r="5.5" {...LINE} />,
  running: <path d="M6 4l10 6-10 6z" fill="currentColor" />,
  stopping: WORKING,
  recovering: WORKING,
  'locked-out': <path d="M5 9h10v8H5zM7 9V6a3 3 0 0 1 6 0v3" {...LINE} />,
};

/** What the batch's process does, and, while one is on, what its execution does. */
export function ProcessState({ batch }: { batch: BatchView }) {
  const { t } = useTranslation();
  const { processState, execution } = batch;
  const isDown = processState === 'locked-out' || (processState === 'stopped' && batch.error !== null);
  const needsPerson = isDown || execution?.state === 'paused';
  // "Running · Testing" would say one thing twice.
  const showExecution =
    isExecuting(batch) && execution !== null && (execution.state !== 'running' || processState !== 'running');
  return (
    <span className={classes['process']} data-needs-person={needsPerson} data-testid="process-state">
      <svg viewBox="0 0 20 20" width="1.1em" height="1.1em" aria-hidden="true" focusable="false">
        {SIGNS[processState]}
      </svg>
      {t(`processState.${processState}`)}
      {showExecution && ` · ${t(`executionState.${execution.state}`)}`}
    </span>
  );
}
