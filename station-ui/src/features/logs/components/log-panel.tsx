import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatTime } from '@neurohub/ui-kit/lib/format';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { backfillLogs, type LogLine, type LogStore } from '../store/log-store.ts';
import classes from './log-panel.module.css';

const NO_LINES: readonly LogLine[] = [];

/** Log lines as they come. Stays at the end unless somebody has scrolled up. */
export function LogPanel({ store, batchId }: { store: LogStore; batchId: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const lines = useStore(store, (state) => state.lines[batchId] ?? NO_LINES);
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);

  useEffect(() => void backfillLogs(store, batchId), [store, batchId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are what it scrolls for
  useLayoutEffect(() => {
    if (box.current && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);

  return (
    <Panel title={t('logs.title')}>
      <div
        ref={box}
        className={classes['box']}
        role="log"
        aria-label={t('logs.title')}
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
        tabIndex={0}
        onScroll={(event) => (isAtEnd.current = isScrolledToEnd(event.currentTarget))}
      >
        {lines.length === 0 && <p className={classes['empty']}>{t('logs.empty')}</p>}
        {lines.map((line) => (
          <p key={line.key} className={classes['line']} data-level={line.level}>
            <span className="number">{formatTime(line.at, language)}</span>
            <span className={classes['level']}>{t(`logs.level.${line.level}`)}</span>
            <span>
              {line.step !== undefined && <b>{line.step} </b>}
              {line.message}
            </span>
          </p>
        ))}
      </div>
    </Panel>
  );
}

function isScrolledToEnd(element: HTMLElement): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight < 8;
}
