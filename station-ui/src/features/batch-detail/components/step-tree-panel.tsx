import type { ExecutionView, LoopView, StepView } from '@neurohub/contracts/rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { livesOver } from '@neurohub/ui-kit/lib/lives';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttemptIndex } from '../store/attempt-index.ts';
import { stepTree, type TreeRow } from '../store/step-tree.ts';
import classes from './step-tree.module.css';
import { StepTreeRow } from './step-tree-row.tsx';
import { useFollow } from './use-follow.ts';

export interface StepTreePanelProps {
  /** Null: what the next unit will run. */
  readonly execution: ExecutionView | null;
  readonly steps: readonly StepView[];
  readonly attempts: AttemptIndex;
  /** Grows with the attempts. */
  readonly version: number;
  readonly isOn: boolean;
  readonly serviceNowMs: number;
  readonly chosenStep: string | null;
  readonly onChoose: (step: string) => void;
}

const NO_LOOPS: readonly LoopView[] = [];
/** More rows than that, and only those in sight are drawn. */
const ALL_DRAWN = 100;
const [ROW_PX, MEASUREMENT_PX] = [42, 32];

/** The steps as a tree: groups, loops with their turns, tries. What runs stays in sight unless somebody looks elsewhere. */
export function StepTreePanel(props: StepTreePanelProps) {
  const { t } = useTranslation();
  const { execution, steps, attempts, version, isOn, serviceNowMs, chosenStep, onChoose } = props;
  const [opened, setOpened] = useState<ReadonlyMap<string, boolean>>(new Map());
  const loops = execution?.loops ?? NO_LOOPS;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version tells that there are more attempts
  const rows = useMemo(
    () => stepTree({ steps, attempts, loops, isOn, chosenOpen: (key) => opened.get(key) }),
    [steps, attempts, version, loops, isOn, opened],
  );
  const box = useRef<HTMLDivElement>(null);
  const isLong = rows.length > ALL_DRAWN;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => usualHeight(rows[index]),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: isLong ? 8 : ALL_DRAWN,
  });
  const { isFollowing, follow, onLookAround } = useFollow({ rows, virtual, isOn });
  const choices = useMemo(() => choicesOf(onChoose), [onChoose]);
  const toggle = (key: string, isOpen: boolean) => setOpened(new Map([...opened, [key, !isOpen]]));
  const items = virtual.getVirtualItems();
  return (
    <Panel
      title={t('steps.title')}
      aside={
        isOn &&
        !isFollowing && (
          <ActionButton size="small" onClick={follow}>
            {t('detail.follow')}
          </ActionButton>
        )
      }
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a region within the region of the panel would be told twice */}
      <div
        ref={box}
        role="group"
        className={classes['box']}
        data-long={isLong}
        aria-label={t('detail.steps')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
        tabIndex={0}
        onWheel={onLookAround}
        onTouchMove={onLookAround}
        onKeyDown={(event) => {
          onLookAround();
          // The browser knows only how high rows usually are.
          if (event.key !== 'End' || event.target !== event.currentTarget) return;
          event.preventDefault();
          virtual.scrollToIndex(rows.length - 1, { align: 'end' });
        }}
      >
        {rows.length === 0 && <p className={classes['empty']}>{t('steps.none')}</p>}
        <ol
          style={{ paddingTop: items[0]?.start ?? 0, paddingBottom: virtual.getTotalSize() - (items.at(-1)?.end ?? 0) }}
        >
          {items.map(({ index, key }) => {
            const row = rows[index] as TreeRow;
            const isChosen = (row.kind === 'step' || row.kind === 'try') && row.step.name === chosenStep;
            return (
              <StepTreeRow
                key={key}
                ref={virtual.measureElement}
                index={index}
                row={row}
                loops={loops}
                executionId={execution?.id}
                livesOver={livesOver(execution ?? {})}
                // Only what runs needs the clock.
                serviceNowMs={row.kind === 'step' && row.step.status === 'running' ? serviceNowMs : undefined}
                choice={isChosen ? choices.chosen : choices.other}
                onToggle={toggle}
              />
            );
          })}
        </ol>
      </div>
    </Panel>
  );
}

/** Before it is drawn. */
function usualHeight(row: TreeRow | undefined): number {
  const measurements = row && 'step' in row ? row.step.measurements.length : 0;
  return ROW_PX + measurements * MEASUREMENT_PX;
}

/** Always the same two, so that rows that do not change are not drawn again. */
const choicesOf = (onChoose: (step: string) => void) => ({
  chosen: { isChosen: true, onChoose },
  other: { isChosen: false, onChoose },
});
