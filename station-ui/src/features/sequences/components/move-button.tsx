import { useTranslation } from 'react-i18next';
import classes from './detail.module.css';

export interface MoveButtonProps {
  readonly step: string;
  readonly by: 1 | -1;
  readonly isDisabled: boolean;
  readonly onMove: () => void;
}

/** Moves a step by one place: for keys and touch, where nothing can be dragged. */
export function MoveButton({ step, by, isDisabled, onMove }: MoveButtonProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={classes['move']}
      disabled={isDisabled}
      aria-label={t(by < 0 ? 'sequences.step.up' : 'sequences.step.down', { step })}
      onClick={onMove}
    >
      <svg viewBox="0 0 20 20" width="1em" height="1em" aria-hidden="true" focusable="false">
        <path d={by < 0 ? 'M3 13l7-7 7 7' : 'M3 7l7 7 7-7'} fill="none" stroke="currentColor" strokeWidth="2.4" />
      </svg>
    </button>
  );
}
