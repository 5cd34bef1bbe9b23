import { HUB_AUDIT_ACTIONS, type HubAuditRow } from '@neurohub/contracts/hub-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { DataTable } from '@neurohub/ui-kit/components/data-table';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatMoment } from '@neurohub/ui-kit/lib/format';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../../ui/field.tsx';
import { fetchAudit } from '../api/audit-api.ts';
import classes from './audit.module.css';

interface Shown {
  readonly items: readonly HubAuditRow[];
  readonly nextCursor: string | null;
  readonly problem: ReturnType<typeof problemOf> | null;
}
const NOTHING: Shown = { items: [], nextCursor: null, problem: null };

/** Who did what, newest first; older ones page by page. */
export function AuditPanel({ stations }: { stations: readonly { readonly id: string; readonly name: string }[] }) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState({ action: '', station: '' });
  const [shown, setShown] = useState(NOTHING);
  const newest = useRef(0);
  const load = useCallback(
    async (cursor: string | null) => {
      newest.current += 1;
      const ticket = newest.current;
      const page = await fetchAudit(filter, cursor).catch((thrown: unknown) => ({ problem: problemOf(thrown) }));
      if (newest.current !== ticket) return;
      setShown((before) => {
        if ('problem' in page) return { ...before, problem: page.problem };
        return { items: [...(cursor ? before.items : []), ...page.items], nextCursor: page.nextCursor, problem: null };
      });
    },
    [filter],
  );
  useEffect(() => void load(null), [load]);
  const { items, nextCursor, problem } = shown;
  return (
    <Panel title={t('nav.audit')}>
      <div className={classes['filter']}>
        <Choice
          label={t('audit.what')}
          value={filter.action}
          options={[
            { value: '', text: t('filter.all') },
            ...HUB_AUDIT_ACTIONS.map((action) => ({ value: action, text: t(`audit.action.${action}`) })),
          ]}
          onChoice={(action) => setFilter({ ...filter, action })}
        />
        <Choice
          label={t('results.station')}
          value={filter.station}
          options={[
            { value: '', text: t('filter.all') },
            ...stations.map(({ id, name }) => ({ value: id, text: name })),
          ]}
          onChoice={(station) => setFilter({ ...filter, station })}
        />
      </div>
      {problem && <ProblemBox code={problem.code} message={problem.message} />}
      <AuditTable items={items} />
      {nextCursor !== null && (
        <div className={classes['older']}>
          <ActionButton size="small" onClick={() => void load(nextCursor)}>
            {t('audit.older')}
          </ActionButton>
        </div>
      )}
    </Panel>
  );
}

function AuditTable({ items }: { items: readonly HubAuditRow[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <DataTable
      label={t('nav.audit')}
      rows={items}
      keyOf={({ number }) => String(number)}
      empty={t('audit.none')}
      testId="audit"
      columns={[
        { ...{ key: 'at', title: t('audit.at') }, cell: ({ at }) => formatMoment(at, language) },
        { ...{ key: 'what', title: t('audit.what'), isHead: true }, cell: ({ action }) => t(`audit.action.${action}`) },
        { ...{ key: 'station', title: t('results.station') }, cell: ({ stationId }) => stationId ?? '–' },
        { ...{ key: 'who', title: t('audit.who') }, cell: ({ who, from }) => (from === '' ? who : `${who} · ${from}`) },
        { ...{ key: 'detail', title: t('audit.detail') }, cell: ({ detail }) => detailText(detail) },
      ]}
    />
  );
}

const IS_HASH = /^[0-9a-f]{64}$/;

/** Facts as they are; of a hash its beginning. */
function detailText(detail: HubAuditRow['detail']): string {
  const facts = Object.entries(detail).filter(([, value]) => value !== undefined && value !== null);
  const text = (value: unknown) => {
    const plain = typeof value === 'string' ? value : JSON.stringify(value);
    return IS_HASH.test(plain) ? `${plain.slice(0, 12)}…` : plain;
  };
  return facts.map(([key, value]) => `${key}: ${text(value)}`).join(', ');
}
