import type { HardwareView, ManualHistoryItem } from '@neurohub/contracts/rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatMoment, formatTime } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import { answerText, callNames, tookText } from '../store/call-text.ts';
import type { Line } from '../store/manual-store.ts';
import classes from './manual.module.css';

export interface HistoryPanelProps {
  /** Of this session, newest first. */
  readonly lines: readonly Line[];
  /** From before it, newest first. */
  readonly earlier: readonly ManualHistoryItem[];
  readonly instruments: readonly HardwareView[];
}

/** What was done by hand: now with what came of it, and before by whom. */
export function HistoryPanel({ lines, earlier, instruments }: HistoryPanelProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const rows = lines.map(({ key, answer, problem, ...line }) => ({
    ...{ ...line, key, error: problem?.code },
    ...(answer && { answer, durationMs: answer.durationMs }),
  }));
  return (
    <Panel title={t('manualPage.history')}>
      {lines.length === 0 && earlier.length === 0 && <p className={classes['dim']}>{t('manualPage.historyEmpty')}</p>}
      {lines.length > 0 && (
        <ol className={classes['history']} data-testid="manual-session-history">
          {rows.map((row) => (
            <HistoryRow key={row.key} row={row} when={formatTime(row.at, language)} instruments={instruments} />
          ))}
        </ol>
      )}
      {earlier.length > 0 && (
        <details className={classes['earlier']} open={lines.length === 0}>
          <summary>{t('manualPage.earlier')}</summary>
          <ol className={classes['history']}>
            {earlier.map(({ value, unit, ...item }) => (
              <HistoryRow
                key={`${item.at} ${item.hardware} ${item.command}`}
                row={{ ...item, ...(item.durationMs !== undefined && { answer: { value, unit } }) }}
                when={`${formatMoment(item.at, language)} · ${item.by === 'local' ? t('manualPage.somebody') : item.by}`}
                instruments={instruments}
              />
            ))}
          </ol>
        </details>
      )}
    </Panel>
  );
}

interface Row {
  readonly hardware: string;
  readonly command: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly answer?: { readonly value?: unknown; readonly unit?: string | undefined };
  readonly durationMs?: number | undefined;
  readonly error?: string | undefined;
}

function HistoryRow({ row, when, instruments }: { row: Row; when: string; instruments: readonly HardwareView[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { hardware, command, params } = callNames({ ...row, params: row.params ?? {} }, instruments, language);
  const { answer, durationMs, error } = row;
  const { value, unit } = answer ?? {};
  return (
    <li>
      <span className={classes['when']}>{when}</span>
      <span>
        {hardware} · <b>{command}</b> {params}
      </span>
      <span className={classes['came']} data-wrong={error !== undefined}>
        {error ??
          (answer && (answerText({ value, ...(unit !== undefined && { unit }) }, language) ?? t('manualPage.done')))}
        {durationMs !== undefined && <small> {tookText(durationMs, language)}</small>}
      </span>
    </li>
  );
}
