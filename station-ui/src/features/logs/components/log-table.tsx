import type { LogEntry } from '@neurohub/contracts/record';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../../../lib/copy-text.ts';
import { lineText } from '../store/line-text.ts';
import type { LogTailState } from '../store/log-tail.ts';
import { movedIndex } from '../store/moved-index.ts';
import { LogRow, type LogRowProps } from './log-row.tsx';
import classes from './log-table.module.css';
import { NewLines } from './new-lines.tsx';

/** Nearer to the end than this, in pixels, somebody wants to see what comes. */
const END_PX = 24;
/** So many lines before the first are fetched before somebody gets there. */
const AHEAD = 40;
const ROW_PX = 32;
const OVERSCAN = 12;

export interface LogTableProps extends Pick<LogRowProps, 'onFilter' | 'onRecord'> {
  readonly tail: LogTailState;
  readonly nameOf: (batchId: string) => string;
  readonly onOlder: () => void;
}

/** Any number of lines, of which only those in sight are drawn. Follows the newest unless somebody has scrolled away. */
export function LogTable({ tail, nameOf, onOlder, onFilter, onRecord }: LogTableProps) {
  const { t } = useTranslation();
  const { lines, hasOlder } = tail;
  const box = useRef<HTMLDivElement>(null);
  const [openIds, setOpenIds] = useState<ReadonlySet<number>>(new Set());
  const [activeId, setActiveId] = useState<number | null>(null);
  /** The last line when somebody scrolled away; null: the end is in sight. */
  const [leftAt, setLeftAt] = useState<number | null>(null);
  const activeIndex = activeId === null ? lines.length - 1 : indexOfId(lines, activeId);
  const isFollowing = leftAt === null;
  const rows = useVirtualizer({
    initialOffset: () => lines.length * ROW_PX,
    ...{ count: lines.length, getScrollElement: () => box.current, estimateSize: () => ROW_PX, overscan: OVERSCAN },
    getItemKey: (index) => lines[index]?.id ?? index,
    ...{ anchorTo: 'end', followOnAppend: isFollowing, scrollEndThreshold: END_PX },
    // The line that has the focus is kept, wherever somebody scrolls.
    rangeExtractor: (range) => {
      const inSight = defaultRangeExtractor(range);
      return activeIndex < 0 || inSight.includes(activeIndex)
        ? inSight
        : [...inSight, activeIndex].sort((a, b) => a - b);
    },
  });
  const items = rows.getVirtualItems();
  const first = rows.range?.startIndex ?? AHEAD;

  // At first, and whenever there is more or less room.
  useLayoutEffect(() => {
    if (!isFollowing || !box.current) return;
    const observer = new ResizeObserver(() => rows.scrollToEnd());
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [rows, isFollowing]);
  useEffect(() => {
    if (hasOlder && first < AHEAD) onOlder();
  }, [hasOlder, first, onOlder]);
  const lastId = lines.at(-1)?.id ?? 0;
  const onToggle = useCallback(
    (id: number) => {
      setActiveId(id);
      setOpenIds((before) => (before.has(id) ? without(before, id) : new Set([...before, id])));
      // Whoever reads a line does not want it pushed away by others.
      setLeftAt((before) => before ?? lastId);
    },
    [lastId],
  );
  useIntoSight(box, openIds);
  const onKey = (event: KeyboardEvent<HTMLElement>, id: number) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const from = indexOfId(lines, id);
    const line = lines[from];
    if (line && event.key.toLowerCase() === 'c') return void copyText(lineText(line));
    const page = Math.max(1, items.length - 2 * OVERSCAN);
    const to = movedIndex(event.key, { from, count: lines.length, page });
    const target = to === null ? undefined : lines[to];
    if (to === null || !target) return;
    event.preventDefault();
    setActiveId(target.id);
    rows.scrollToIndex(to, { align: 'auto' });
  };
  useFocusFollows(box, activeId);
  const newCount = leftAt === null ? 0 : lines.length - 1 - indexOfId(lines, leftAt);
  const toEnd = () => {
    setActiveId(null);
    setOpenIds(new Set());
    setLeftAt(null);
    rows.scrollToEnd();
  };

  return (
    <div className={classes['table']}>
      <div className={classes['head']} aria-hidden="true">
        {(['time', 'level', 'batch', 'step', 'message'] as const).map((name) => (
          <span key={name}>{t(`logsPage.column.${name}`)}</span>
        ))}
      </div>
      <div
        ref={box}
        className={classes['box']}
        onScroll={({ currentTarget }) =>
          setLeftAt((before) => (isAtEnd(currentTarget) && openIds.size === 0 ? null : (before ?? lastId)))
        }
      >
        <ul className={classes['all']} aria-label={t('logsPage.lines')} style={{ height: rows.getTotalSize() }}>
          {items.map(({ index, key, start }) => {
            const line = lines[index];
            return (
              line && (
                <li
                  key={key}
                  ref={rows.measureElement}
                  data-index={index}
                  aria-setsize={lines.length}
                  aria-posinset={index + 1}
                  className={classes['row']}
                  data-open={openIds.has(line.id)}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <LogRow
                    {...{ line, onToggle, onKey, onFilter, onRecord }}
                    isOpen={openIds.has(line.id)}
                    isReached={index === activeIndex}
                    batchName={line.batchId === undefined ? '' : nameOf(line.batchId)}
                  />
                </li>
              )
            );
          })}
        </ul>
      </div>
      {leftAt !== null && (newCount > 0 || openIds.size === 0) && <NewLines count={newCount} onPress={toEnd} />}
    </div>
  );
}

/** The focus goes where the keys go, but is never taken from anywhere else. */
function useFocusFollows(box: React.RefObject<HTMLElement | null>, activeId: number | null): void {
  useEffect(() => {
    if (activeId === null || !box.current?.contains(document.activeElement)) return;
    if (!(document.activeElement as HTMLElement).dataset['line']) return;
    box.current.querySelector<HTMLElement>(`[data-line="${activeId}"]`)?.focus({ preventScroll: true });
  }, [box, activeId]);
}

/** What was unfolded last is seen as a whole, if there is room. */
function useIntoSight(box: React.RefObject<HTMLElement | null>, openIds: ReadonlySet<number>): void {
  const newest = [...openIds].at(-1);
  useEffect(() => {
    if (newest === undefined) return;
    const line = box.current?.querySelector(`[data-line="${newest}"]`);
    line?.parentElement?.scrollIntoView({ block: 'nearest' });
  }, [box, newest]);
}

/** Of the line, or of the last one before where it was; lines are in the order of their numbers. */
function indexOfId(lines: readonly LogEntry[], id: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.id ?? 0) <= id) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function without(ids: ReadonlySet<number>, id: number): ReadonlySet<number> {
  return new Set([...ids].filter((one) => one !== id));
}

function isAtEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight <= END_PX;
}
