import { BULK_FORMATS, type BulkFormat, type ExportView } from '@neurohub/contracts/exports-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatBytes, formatMoment } from '@neurohub/ui-kit/lib/format';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { beginExport, exportFileUrl, fetchExports, type ResultsSearch, removeExport } from '../api/explorer-api.ts';
import classes from './explorer.module.css';

const ASK_EVERY_MS = 1_000;

/** All that the search finds into one file, while the station tests. */
export function BulkExportPanel({ search }: { search: ResultsSearch }) {
  const { t } = useTranslation();
  const [format, setFormat] = useState<BulkFormat>('csv');
  const [views, setViews] = useState<readonly ExportView[]>([]);
  const [problem, setProblem] = useState<{ code: string; message: string } | null>(null);
  const ask = useCallback(() => void fetchExports().then(setViews, (thrown) => setProblem(problemOf(thrown))), []);
  const change = (done: Promise<unknown>) => {
    setProblem(null);
    done.catch((thrown) => setProblem(problemOf(thrown))).finally(ask);
  };
  const isRunning = views.some(({ state }) => state === 'running');
  useEffect(() => {
    ask();
    if (!isRunning) return;
    const timer = setInterval(ask, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [ask, isRunning]);
  return (
    <Panel title={t('explorer.export.title')}>
      {problem && <ProblemBox code={problem.code} message={problem.message} />}
      <div className={classes['kept']}>
        <label>
          {t('explorer.export.format')}
          <select value={format} onChange={(event) => setFormat(event.currentTarget.value as BulkFormat)}>
            {BULK_FORMATS.map((one) => (
              <option key={one} value={one}>
                {t(`explorer.export.formats.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <ActionButton size="small" isDisabled={isRunning} onClick={() => change(beginExport(format, search))}>
          {t('explorer.export.begin')}
        </ActionButton>
      </div>
      <ul className={classes['exports']} data-testid="exports">
        {views.map((view) => (
          <OneExport key={view.id} view={view} onRemove={() => change(removeExport(view.id))} />
        ))}
      </ul>
    </Panel>
  );
}

function OneExport({ view, onRemove }: { view: ExportView; onRemove: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { state, total, done, bytes, fileName, begunAt, error } = view;
  return (
    <li>
      <span>
        {`${formatMoment(begunAt, language)} · ${t(`explorer.export.states.${state}`)} · ${t('explorer.export.progress', { done, total })}`}
        {error && ` · ${error.message}`}
      </span>
      {state === 'running' && <progress max={Math.max(1, total)} value={done} aria-label={fileName} />}
      {state === 'done' && (
        <a href={exportFileUrl(view.id)} download>
          {`${fileName} (${formatBytes(bytes ?? 0, language)})`}
        </a>
      )}
      <ActionButton size="small" onClick={onRemove}>
        {t(state === 'running' ? 'explorer.export.cancel' : 'explorer.export.remove')}
      </ActionButton>
    </li>
  );
}
