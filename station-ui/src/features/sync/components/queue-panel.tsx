import type { QueueItem } from '@neurohub/contracts/sync-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatBytes, formatMoment } from '@neurohub/ui-kit/lib/format';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { queueExportUrl, type SyncApi } from '../api/sync-api.ts';
import type { SyncStore } from '../store/sync-store.ts';
import classes from './queue-panel.module.css';

type Problem = ReturnType<typeof problemOf> | null;

export interface QueuePanelProps {
  readonly store: SyncStore;
  readonly api: SyncApi;
  /** Nothing of what NeuroHub has refused where it has refused nothing. */
  readonly isShort?: boolean;
}

/** How the connection stands and why, and what NeuroHub has refused: with the reason, to be sent again or taken away as a file. */
export function QueuePanel({ store, api, isShort = false }: QueuePanelProps) {
  const { t } = useTranslation();
  const status = useStore(store, (state) => state.status);
  const [items, setItems] = useState<readonly QueueItem[]>([]);
  const [problem, setProblem] = useState<Problem>(null);
  const load = useCallback(
    () => api.quarantined().then(setItems, (thrown: unknown) => setProblem(problemOf(thrown))),
    [api],
  );
  const refused = status?.queue.quarantined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when there are more, or fewer
  useEffect(() => void load(), [load, refused]);
  const act = (action: Promise<unknown>) =>
    void action.then(
      () => {
        setProblem(null);
        return load();
      },
      (thrown: unknown) => setProblem(problemOf(thrown)),
    );
  return (
    <>
      <Panel
        title="NeuroHub"
        aside={
          <ActionButton
            size="small"
            isDisabled={status === null || status.state === 'off'}
            onClick={() => act(api.force())}
          >
            {t('sync.force')}
          </ActionButton>
        }
      >
        {problem && <ProblemBox code={problem.code} message={problem.message} />}
        <StatusFacts store={store} />
      </Panel>
      {(!isShort || items.length > 0) && (
        <Panel
          title={t('sync.quarantine')}
          aside={
            items.length > 0 && (
              <ActionButton size="small" onClick={() => act(api.retry())}>
                {t('sync.retryAll')}
              </ActionButton>
            )
          }
        >
          {items.length === 0 ? (
            <p className={classes['dim']}>{t('sync.nothingRefused')}</p>
          ) : (
            <ul className={classes['rows']} data-testid="quarantine">
              {items.map((item) => (
                <Refused key={item.id} item={item} onRetry={() => act(api.retry([item.id]))} />
              ))}
            </ul>
          )}
        </Panel>
      )}
    </>
  );
}

function StatusFacts({ store }: { store: SyncStore }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const status = useStore(store, (state) => state.status);
  if (status === null) return null;
  if (status.state === 'off') return <p>{t('sync.off')}</p>;
  const { queue, lanes, problem } = status;
  const moment = (iso: string | null) => (iso === null ? '–' : formatMoment(iso, language));
  const facts: [string, string][] = [
    [t('sync.fact.state'), t(`sync.state.${status.state}`)],
    [t('sync.fact.url'), status.url ?? '–'],
    [t('sync.fact.pending'), `${queue.pending} · ${formatBytes(queue.bytes, language)}`],
    [t('sync.fact.files'), String(queue.pendingContents)],
    [t('sync.fact.sent'), String(lanes.verdicts.sentSinceStart)],
    [t('sync.fact.lastContact'), moment(status.lastContactAt)],
    [t('sync.fact.nextAttempt'), moment(status.nextAttemptAt)],
  ];
  return (
    <>
      {problem && (
        <p className={classes['problem']} role="alert">
          <b>{problem.code}</b> {problem.message}
          <br />
          {/* What the station finds itself is an alarm too, and has words in both languages. */}
          {t(`alarm.code.${problem.code}.next`, { defaultValue: problem.next })}
        </p>
      )}
      <dl className={classes['facts']}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="number">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Refused({ item, onRetry }: { item: QueueItem; onRetry: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { id, serialNumber, verdict, createdAt, problem } = item;
  return (
    <li className={classes['row']}>
      <span>
        <b>{serialNumber}</b> {verdict}
      </span>
      <span className="number">{formatMoment(createdAt, language)}</span>
      <span className={classes['why']}>{problem && `${problem.code}: ${problem.message}`}</span>
      <span className={classes['actions']}>
        <ActionButton size="small" onClick={onRetry}>
          {t('sync.retry')}
        </ActionButton>
        <a href={queueExportUrl(id)} download={`${serialNumber}-${id}.json`}>
          {t('sync.export')}
        </a>
      </span>
    </li>
  );
}
