import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { type KeyboardEvent, memo } from 'react';
import { logTime } from '../store/log-time.ts';
import { LevelMark } from './level-mark.tsx';
import { LogDetail, type LogDetailProps } from './log-detail.tsx';
import classes from './log-table.module.css';

export interface LogRowProps extends LogDetailProps {
  readonly isOpen: boolean;
  /** The one of all lines that Tab goes to. */
  readonly isReached: boolean;
  readonly onToggle: (id: number) => void;
  readonly onKey: (event: KeyboardEvent<HTMLElement>, id: number) => void;
}

/** One line; pressed, it unfolds. */
export const LogRow = memo(function LogRow({ isOpen, isReached, onToggle, onKey, ...detail }: LogRowProps) {
  const language = useLanguage();
  const { line, batchName } = detail;
  return (
    <>
      <button
        type="button"
        className={classes['line']}
        data-level={line.level}
        data-line={line.id}
        tabIndex={isReached ? 0 : -1}
        aria-expanded={isOpen}
        onClick={() => onToggle(line.id)}
        onKeyDown={(event) => onKey(event, line.id)}
      >
        <span className={classes['time']}>{logTime(line.at, language, new Date())}</span>
        <LevelMark level={line.level} />
        <span className={classes['place']}>{batchName}</span>
        <span className={classes['place']}>{line.step}</span>
        <span className={classes['message']}>{line.message}</span>
      </button>
      {isOpen && <LogDetail {...detail} />}
    </>
  );
});
