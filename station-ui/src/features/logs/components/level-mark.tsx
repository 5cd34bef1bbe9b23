import type { LogLevel } from '@neurohub/contracts/vocabulary';
import { useTranslation } from 'react-i18next';
import classes from './log-table.module.css';

const SHAPES: Partial<Record<LogLevel, string>> = {
  warning: 'M8 1.5l6.8 12.5h-13.6z',
  error: 'M2 2h12v12h-12z',
};

/** Word, shape and colour; only what needs a look has more than the word. */
export function LevelMark({ level }: { readonly level: LogLevel }) {
  const { t } = useTranslation();
  const shape = SHAPES[level];
  return (
    <span className={classes['level']} data-level={level}>
      {shape && (
        <svg viewBox="0 0 16 16" width="0.8em" height="0.8em" aria-hidden="true" focusable="false">
          <path d={shape} fill="currentColor" />
        </svg>
      )}
      {t(`logs.level.${level}`)}
    </span>
  );
}
