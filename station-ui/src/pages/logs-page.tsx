import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { type CSSProperties, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAppServices } from '../app-services.ts';
import { fetchTail } from '../features/logs/api/logs-api.ts';
import { LogFilters } from '../features/logs/components/log-filters.tsx';
import { LogStatus } from '../features/logs/components/log-status.tsx';
import { LogTable } from '../features/logs/components/log-table.tsx';
import {
  filterOfQuery,
  type LogFilter,
  type LogFilterField,
  queryOfFilter,
} from '../features/logs/store/log-filter.ts';
import { type LogTail, openLogTail } from '../features/logs/store/log-tail.ts';
import { openRecord } from '../features/results/store/results-store.ts';
import { pageHref, queryOfHash, replaceHash, useHash, withQuery } from '../lib/hash-route.ts';
import classes from './logs-page.module.css';
import { useBatchStates } from './use-live-batches.ts';

const show = (filter: LogFilter) => replaceHash(withQuery(pageHref('logs'), queryOfFilter(filter)));

/** What batches and sequences say, live and from before. What is looked for is in the address. */
export function LogsPage() {
  const { results } = useAppServices();
  const { batches, connection } = useBatchStates();
  const address = queryOfFilter(filterOfQuery(queryOfHash(useHash()))).toString();
  const filter = useMemo(() => filterOfQuery(new URLSearchParams(address)), [address]);
  const opened = useLogTail(filter);
  const above = useAbove();
  const nameOf = (id: string) => batches.find((batch) => batch.id === id)?.name ?? id;
  const onFilter = useCallback((field: LogFilterField, value: string) => show({ ...filter, [field]: value }), [filter]);
  const onRecord = useCallback((id: string) => void openRecord(results, id), [results]);
  return (
    <main className={classes['page']} id="main" ref={above.ref} style={above.style}>
      <LogFilters filter={filter} batches={batches} onChange={show} />
      {opened && (
        <Lines
          {...{ ...opened, nameOf, onFilter, onRecord }}
          isConnected={connection.phase === 'live'}
          key={queryOfFilter(opened.filter).toString()}
        />
      )}
    </main>
  );
}

interface LinesProps {
  readonly tail: LogTail;
  readonly filter: LogFilter;
  readonly isConnected: boolean;
  readonly nameOf: (batchId: string) => string;
  readonly onFilter: (field: LogFilterField, value: string) => void;
  readonly onRecord: (executionId: string) => void;
}

function Lines({ tail, filter, isConnected, ...table }: LinesProps) {
  const { t } = useTranslation();
  const state = useStore(tail.store);
  const { status, problem, lines } = state;
  const onOlder = useCallback(() => void tail.loadOlder(), [tail]);
  if (status === 'failed' && problem !== null) return <ProblemBox code={problem.code} message={problem.message} />;
  return (
    <>
      <LogStatus {...{ tail: state, filter, isConnected }} />
      {lines.length > 0 ? (
        <LogTable {...{ tail: state, onOlder, ...table }} />
      ) : (
        <p className={classes['nothing']} role="status">
          {t(
            status === 'loading'
              ? 'logsPage.loading'
              : queryOfFilter(filter).size > 0
                ? 'logsPage.noMatch'
                : 'logs.empty',
          )}
        </p>
      )}
    </>
  );
}

interface OpenedTail {
  readonly tail: LogTail;
  readonly filter: LogFilter;
}

/** The lines that match, for as long as they are looked at; null for the moment before the first. */
function useLogTail(filter: LogFilter): OpenedTail | null {
  const { logFeed: feed, batches } = useAppServices();
  const [opened, setOpened] = useState<OpenedTail | null>(null);
  useEffect(() => {
    const tail = openLogTail({ filter, feed, fetch: fetchTail, streamId: batches.getState().stream.streamId });
    setOpened({ tail, filter });
    return () => tail.close();
  }, [filter, feed, batches]);
  return opened;
}

/** How much of the screen is above the page: the log has the rest. Notices come and go. */
function useAbove() {
  const ref = useRef<HTMLElement>(null);
  const [above, setAbove] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setAbove(Math.round((ref.current?.getBoundingClientRect().top ?? 0) + window.scrollY));
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    for (const element of ref.current?.parentElement?.children ?? [])
      if (element !== ref.current) observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  return { ref, style: { '--above-logs': `${above}px` } as CSSProperties };
}
