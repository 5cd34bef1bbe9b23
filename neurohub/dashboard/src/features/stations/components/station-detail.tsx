import type { HubStation } from '@neurohub/contracts/hub-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { DataTable } from '@neurohub/ui-kit/components/data-table';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatBytes, formatMoment, formatNumber } from '@neurohub/ui-kit/lib/format';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { hrefOf } from '../../../lib/hash-route.ts';
import { useEvery, useLoaded } from '../../../lib/use-loaded.ts';
import { fetchStation } from '../api/stations-api.ts';
import { ConcernList } from './concern-list.tsx';
import { StationActions } from './station-actions.tsx';
import { HeardText } from './station-table.tsx';
import classes from './stations.module.css';

const REFRESH_MS = 5_000;

export interface StationDetailProps {
  readonly id: string;
  readonly clockOffsetMs: number;
  readonly may: {
    readonly manage: boolean;
    readonly clear: boolean;
    readonly refresh: boolean;
    readonly start: boolean;
  };
  /** Asks for a remote start of a batch. */
  readonly onStart: (batch: { readonly id: string; readonly name: string }) => void;
}

/** One station: what it said last, what somebody should look into, its batches, and what can be done. */
export function StationDetail({ id, clockOffsetMs, may, onStart }: StationDetailProps) {
  const { t } = useTranslation();
  const { loaded, reload } = useLoaded(id, () => fetchStation(id));
  useEvery(REFRESH_MS, () => void reload());
  if (loaded.status === 'loading') return <p className={classes['note']}>{t('results.loading')}</p>;
  if (loaded.status === 'failed') return <ProblemBox code={loaded.code} message={loaded.message} />;
  const station = loaded.value;
  return (
    <Panel
      title={station.name === id ? id : `${station.name} (${id})`}
      aside={<StationActions station={station} may={may} onDone={() => void reload()} />}
    >
      <ConcernList station={station} may={may} onDone={() => void reload()} />
      <Facts station={station} clockOffsetMs={clockOffsetMs} />
      <h3 className={classes['heading']}>{t('stations.batches')}</h3>
      <Batches station={station} mayStart={may.start && station.connected} onStart={onStart} />
    </Panel>
  );
}

function Facts({ station, clockOffsetMs }: { station: HubStation; clockOffsetMs: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const hubNowMs = useNow() + clockOffsetMs;
  const { lastHeartbeat, queue, installId, keyRevokedAt } = station;
  const moment = (at: string | null | undefined) => (at ? formatMoment(at, language) : '–');
  const count = (value: number | undefined) => (value === undefined ? '–' : formatNumber(value, language));
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('stations.heard'), <HeardText key="heard" {...{ station, hubNowMs }} />],
    [t('stations.version'), lastHeartbeat?.version ?? '–'],
    [t('stations.status'), lastHeartbeat?.status === undefined ? '–' : t(`stations.health.${lastHeartbeat.status}`)],
    [t('stations.startedAt'), moment(lastHeartbeat?.startedAt)],
    [t('stations.pending'), count(queue?.pending)],
    [t('stations.pendingFiles'), count(queue?.pendingContents)],
    [t('stations.quarantined'), count(queue?.quarantined)],
    [t('stations.oldest'), moment(queue?.oldestAt)],
    [t('stations.bytes'), queue === null ? '–' : formatBytes(queue.bytes, language)],
    [
      t('stations.disk'),
      lastHeartbeat?.disk
        ? t('stations.diskOf', {
            free: formatBytes(lastHeartbeat.disk.freeBytes, language),
            total: formatBytes(lastHeartbeat.disk.totalBytes, language),
          })
        : '–',
    ],
    [
      t('stations.results'),
      <a key="results" href={hrefOf('results', null, new URLSearchParams({ station: station.id }))}>
        {count(station.results)}
      </a>,
    ],
    [t('stations.enrolledAt'), moment(station.enrolledAt)],
    [t('stations.installation'), installId === null ? '–' : `${installId.slice(0, 8)}…`],
    [t('stations.key'), keyRevokedAt === null ? t('stations.keyValid') : t('stations.keyRevoked')],
  ];
  return (
    <dl className={`${classes['facts']} number`}>
      {facts.map(([term, fact]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}

function Batches({
  station,
  mayStart,
  onStart,
}: Pick<StationDetailProps, 'onStart'> & { station: HubStation; mayStart: boolean }) {
  const { t } = useTranslation();
  return (
    <DataTable
      label={t('stations.batches')}
      rows={station.lastHeartbeat?.batches ?? []}
      keyOf={({ id }) => id}
      empty={t('stations.noHeartbeat')}
      testId="station-batches"
      columns={[
        {
          ...{ key: 'name', title: t('results.batch'), isHead: true },
          cell: ({ id, name }) => (name === id ? id : `${name} (${id})`),
        },
        {
          ...{ key: 'state', title: t('stations.process') },
          cell: ({ processState }) => t(`processState.${processState}`),
        },
        {
          ...{ key: 'package', title: t('packages.package') },
          cell: ({ packageName, packageVersion, sequencePackage }) =>
            packageName === null ? sequencePackage : `${packageName} ${packageVersion ?? ''}`,
        },
        {
          ...{ key: 'action', title: t('stations.action') },
          cell: ({ id, name, processState }) =>
            mayStart && processState === 'idle' ? (
              <ActionButton size="small" onClick={() => onStart({ id, name })}>
                {t('stations.askStart')}
              </ActionButton>
            ) : (
              '–'
            ),
        },
      ]}
    />
  );
}
