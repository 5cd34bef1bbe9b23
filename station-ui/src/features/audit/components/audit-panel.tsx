import { AUDIT_ACTIONS, type AuditAction, type AuditPage, type AuditRow } from '@neurohub/contracts/audit';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatMoment } from '@neurohub/ui-kit/lib/format';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './audit-panel.module.css';

export type FetchAudit = (cursor: string | null) => Promise<AuditPage>;

interface Shown extends AuditPage {
  problem: { code: string; message: string } | null;
}

const IS_HASH = /^[0-9a-f]{64}$/;
const NOTHING: Shown = { items: [], nextCursor: null, problem: null };

/** Who did what, newest first; older ones page by page. */
export function AuditPanel({ fetchAudit }: { fetchAudit: FetchAudit }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(NOTHING);
  const load = useCallback(
    (cursor: string | null) =>
      fetchAudit(cursor).then(
        ({ items, nextCursor }) =>
          setShown((before) => ({ items: [...(cursor ? before.items : []), ...items], nextCursor, problem: null })),
        (thrown: unknown) => setShown((before) => ({ ...before, problem: problemOf(thrown) })),
      ),
    [fetchAudit],
  );
  useEffect(() => void load(null), [load]);
  const { items, nextCursor, problem } = shown;
  return (
    <Panel
      title={t('audit.title')}
      aside={
        <ActionButton size="small" onClick={() => void load(null)}>
          {t('audit.newest')}
        </ActionButton>
      }
    >
      {problem && <ProblemBox code={problem.code} message={problem.message} />}
      <ul className={classes['rows']} data-testid="audit">
        {items.map((row) => (
          <Row key={row.number} row={row} />
        ))}
      </ul>
      {nextCursor !== null && (
        <ActionButton size="small" onClick={() => void load(nextCursor)}>
          {t('audit.older')}
        </ActionButton>
      )}
    </Panel>
  );
}

function Row({ row: { at, action, who, from, batchId, detail } }: { row: AuditRow }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const name = isKnown(action) ? t(`audit.action.${action}`) : action;
  const person = who === 'station' ? t('audit.station') : `${who} · ${from}`;
  const facts = Object.entries(detail).filter(([, value]) => value !== undefined && value !== null);
  return (
    <li className={classes['row']}>
      <span className="number">{formatMoment(at, language)}</span>
      <span>
        <b>{name}</b> {batchId}
      </span>
      <span className={classes['dim']}>{person}</span>
      <span className={classes['detail']}>{facts.map(([key, value]) => `${key}: ${textOf(value)}`).join(', ')}</span>
    </li>
  );
}

/** A newer station may know more of them. */
const isKnown = (action: string): action is AuditAction => AUDIT_ACTIONS.some((known) => known === action);

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return IS_HASH.test(text) ? `${text.slice(0, 12)}…` : text;
}
