import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatTime } from '@neurohub/ui-kit/lib/format';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { backfillLogs, type LogLine, type LogStore } from '../../logs/store/log-store.ts';
import { fetchStepLogs } from '../api/step-logs-api.ts';
import { isOf, joinLog, liveLine, type ShownLine } from '../store/step-log.ts';
import classes from './log-tab.module.css';
import { useLoaded } from './use-loaded.ts';

export interface LogTabProps {
  readonly store: LogStore;
  readonly batchId: string;
  readonly executionId: string | undefined;
  /** Only what this step said. */
  readonly step: { readonly name: string; readonly text: string } | null;
  readonly onEveryStep: () => void;
}

const NO_LINES: readonly LogLine[] = [];
const AT_END_PX = 8;

/** The log of the batch as it comes, or all that one step said. Stays at its end unless somebody has scrolled up. */
export function LogTab({ store, batchId, executionId, step, onEveryStep }: LogTabProps) {
  const { t } = useTranslation();
  const live = useStore(store, (state) => state.lines[batchId] ?? NO_LINES);
  useEffect(() => void backfillLogs(store, batchId), [store, batchId]);
  const stepName = executionId === undefined ? undefined : step?.name;
  const stored = useLoaded(stepName === undefined ? null : `${executionId} ${stepName}`, () =>
    fetchStepLogs({ executionId: executionId ?? '', step: stepName ?? '' }),
  );
  const lines = useMemo((): readonly ShownLine[] => {
    if (stepName === undefined || executionId === undefined) return live.map(liveLine);
    const items = stored?.status === 'loaded' ? stored.value.items : [];
    return joinLog(items, live.filter(isOf(executionId, stepName)));
  }, [executionId, stepName, live, stored]);
  return (
    <>
      {step && (
        <p className={classes['filter']}>
          <span>{t('detail.logOf', { step: step.text })}</span>
          <ActionButton size="small" onClick={onEveryStep}>
            {t('detail.everyStep')}
          </ActionButton>
        </p>
      )}
      {stored?.status === 'failed' && <ProblemBox code={stored.code} message={stored.message} />}
      <Lines lines={lines} showStep={step === null} />
    </>
  );
}

function Lines({ lines, showStep }: { readonly lines: readonly ShownLine[]; readonly showStep: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are what it scrolls for
  useLayoutEffect(() => {
    if (box.current && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  const atEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement) =>
    scrollHeight - scrollTop - clientHeight < AT_END_PX;
  return (
    <div
      ref={box}
      className={classes['lines']}
      role="log"
      aria-label={t('logs.title')}
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
      tabIndex={0}
      onScroll={(event) => {
        isAtEnd.current = atEnd(event.currentTarget);
      }}
    >
      {lines.length === 0 && <p className={classes['empty']}>{t('logs.empty')}</p>}
      {lines.map((line) => (
        <p key={line.key} className={classes['line']} data-level={line.level}>
          <span className="number">{formatTime(line.at, language)}</span>
          <span className={classes['level']}>{t(`logs.level.${line.level}`)}</span>
          <span>
            {showStep && line.step !== undefined && <b>{line.step} </b>}
            {line.message}
          </span>
        </p>
      ))}
    </div>
  );
}
