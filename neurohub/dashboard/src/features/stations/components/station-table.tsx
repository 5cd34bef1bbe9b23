import type { HubStation } from '@neurohub/contracts/hub-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { type Column, DataTable } from '@neurohub/ui-kit/components/data-table';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatBytes, formatNumber } from '@neurohub/ui-kit/lib/format';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ageText } from '../../../lib/age-text.ts';
import { hrefOf } from '../../../lib/hash-route.ts';
import { useEvery, useLoaded } from '../../../lib/use-loaded.ts';
import { fetchStations } from '../api/stations-api.ts';
import { queueTone, sortedStations } from '../store/queue-health.ts';
import { EnrolDialog } from './enrol-dialog.tsx';
import classes from './stations.module.css';

const REFRESH_MS = 5_000;

export interface StationTableProps {
  /** This computer's clock and NeuroHub's differ by that, milliseconds. */
  readonly clockOffsetMs: number;
  readonly mayEnrol: boolean;
}

/** Every station: when it was heard, what waits there, what somebody should look into. */
export function StationTable({ clockOffsetMs, mayEnrol }: StationTableProps) {
  const { t } = useTranslation();
  const { loaded, reload } = useLoaded('stations', fetchStations);
  const [enrols, setEnrols] = useState(false);
  useEvery(REFRESH_MS, () => void reload());
  const hubNowMs = useNow() + clockOffsetMs;
  const columns = useColumns(hubNowMs);
  return (
    <Panel
      title={t('nav.stations')}
      aside={
        mayEnrol && (
          <ActionButton size="small" kind="strong" onClick={() => setEnrols(true)}>
            {t('stations.enrol')}
          </ActionButton>
        )
      }
    >
      {loaded.status === 'loading' && <p className={classes['note']}>{t('results.loading')}</p>}
      {loaded.status === 'failed' && <ProblemBox code={loaded.code} message={loaded.message} />}
      {loaded.status === 'loaded' && (
        <DataTable
          label={t('nav.stations')}
          columns={columns}
          rows={sortedStations(loaded.value)}
          keyOf={({ id }) => id}
          empty={t('stations.none')}
          testId="stations"
        />
      )}
      {enrols && (
        <EnrolDialog
          onClose={() => {
            setEnrols(false);
            void reload();
          }}
        />
      )}
    </Panel>
  );
}

function useColumns(hubNowMs: number): Column<HubStation>[] {
  const { t } = useTranslation();
  const language = useLanguage();
  const count = (value: number | undefined) => (value === undefined ? '–' : formatNumber(value, language));
  return [
    {
      ...{ key: 'name', title: t('stations.name'), isHead: true },
      cell: ({ id, name }) => (
        <a className={classes['link']} href={hrefOf('stations', id)}>
          {name === id ? id : `${name} (${id})`}
        </a>
      ),
    },
    { ...{ key: 'heard', title: t('stations.heard') }, cell: (one) => <HeardText station={one} hubNowMs={hubNowMs} /> },
    { ...{ key: 'version', title: t('stations.version') }, cell: ({ lastHeartbeat }) => lastHeartbeat?.version ?? '–' },
    {
      ...{ key: 'pending', title: t('stations.pending'), isNumber: true },
      cell: (one) => <Toned tone={queueTone(one, hubNowMs)}>{count(one.queue?.pending)}</Toned>,
    },
    {
      ...{ key: 'quarantined', title: t('stations.quarantined'), isNumber: true },
      cell: ({ queue }) => (
        <Toned tone={queue && queue.quarantined > 0 ? 'warning' : 'quiet'}>{count(queue?.quarantined)}</Toned>
      ),
    },
    {
      ...{ key: 'oldest', title: t('stations.oldest') },
      cell: ({ queue }) =>
        queue?.oldestAt ? t('stations.ago', { time: ageText(Date.parse(queue.oldestAt), hubNowMs, language) }) : '–',
    },
    {
      ...{ key: 'bytes', title: t('stations.bytes'), isNumber: true },
      cell: ({ queue }) => (queue === null ? '–' : formatBytes(queue.bytes, language)),
    },
    { ...{ key: 'results', title: t('stations.results'), isNumber: true }, cell: ({ results }) => count(results) },
    {
      ...{ key: 'concerns', title: t('stations.concerns') },
      cell: ({ concerns, keyRevokedAt }) => (
        <span className={classes['chips']}>
          {keyRevokedAt !== null && <span className={classes['chip']}>{t('stations.keyRevoked')}</span>}
          {concerns.map(({ kind, message }) => (
            <span key={kind} className={classes['chip']} data-tone="warning" title={message}>
              {t(`stations.concern.${kind}`)}
            </span>
          ))}
          {concerns.length === 0 && keyRevokedAt === null && '–'}
        </span>
      ),
    },
  ];
}

function Toned({ tone, children }: { tone: string; children: ReactNode }) {
  return tone === 'warning' ? <b className={classes['warning']}>{children}</b> : children;
}

export function HeardText({ station, hubNowMs }: { station: HubStation; hubNowMs: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { connected, heardAt } = station;
  if (connected) return t('floor.connected');
  if (heardAt === null) return <b>{t('floor.neverHeard')}</b>;
  return <b>{t('floor.heardAgo', { time: ageText(Date.parse(heardAt), hubNowMs, language) })}</b>;
}
