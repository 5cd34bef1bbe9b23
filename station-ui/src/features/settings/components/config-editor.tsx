import type { ConfigView } from '@neurohub/contracts/config-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ConfigApi } from '../api/config-api.ts';
import { checkDraft, editDraft, type SettingsStore, saveDraft } from '../store/settings-store.ts';
import { ConfigProblems } from './config-problems.tsx';
import { ReviewDialog } from './review-dialog.tsx';
import classes from './settings.module.css';

const CHECK_AFTER_MS = 500;

/** The text of the file: its mistakes at line and column, and what is to be saved before it is. */
export function ConfigEditor({ config, store, api }: { config: ConfigView; store: SettingsStore; api: ConfigApi }) {
  const { t } = useTranslation();
  const { draft, check, isBusy } = useStore(store);
  const [isReviewing, setReviewing] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const text = draft ?? config.text;
  useEffect(() => {
    if (draft === null) return;
    const timer = setTimeout(() => void checkDraft(store, api), CHECK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [draft, store, api]);
  const problems = draft === null ? (config.invalid?.problems ?? []) : (check?.problems ?? []);
  const lines = Array.from({ length: text.split('\n').length }, (_, index) => index + 1);
  const bad = new Set(problems.map(({ line }) => line));
  return (
    <Panel
      title={t('settings.text')}
      aside={
        config.mayChange && (
          <span className={classes['buttons']}>
            <ActionButton size="small" isDisabled={draft === null} onClick={() => editDraft(store, config.text)}>
              {t('settings.discard')}
            </ActionButton>
            <ActionButton
              size="small"
              kind="strong"
              isDisabled={draft === null || check?.isValid !== true || isBusy}
              onClick={() => setReviewing(true)}
            >
              {t('settings.review')}
            </ActionButton>
          </span>
        )
      }
    >
      <ConfigProblems problems={problems} isInFile={draft === null} onGo={(place) => goTo(area.current, place)} />
      {draft !== null && check?.isValid && (
        <p className={classes['good']}>{t('settings.isGood', { count: check.changes.length })}</p>
      )}
      <div className={classes['editor']}>
        <pre ref={gutter} className={classes['gutter']} aria-hidden="true">
          {lines.map((line) => (
            <span key={line} data-bad={bad.has(line)}>
              {line}
            </span>
          ))}
        </pre>
        <textarea
          ref={area}
          className={classes['text']}
          aria-label={t('settings.text')}
          value={text}
          readOnly={!config.mayChange}
          spellCheck={false}
          autoCapitalize="off"
          wrap="off"
          onScroll={(event) => {
            if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
          onChange={(event) => editDraft(store, event.currentTarget.value)}
        />
      </div>
      {isReviewing && draft !== null && (
        <ReviewDialog
          before={config.text}
          after={draft}
          changes={check?.changes ?? []}
          action={t('settings.save')}
          onClose={() => setReviewing(false)}
          onConfirm={() => {
            setReviewing(false);
            void saveDraft(store, api);
          }}
        />
      )}
    </Panel>
  );
}

/** Puts the caret there, where it can be seen. */
function goTo(area: HTMLTextAreaElement | null, { line, column }: { line: number; column: number }): void {
  if (!area) return;
  const before = area.value.split('\n').slice(0, line - 1);
  const position = before.join('\n').length + (before.length > 0 ? 1 : 0) + column - 1;
  area.focus();
  area.setSelectionRange(position, position);
  const lineHeight = area.scrollHeight / Math.max(1, area.value.split('\n').length);
  area.scrollTop = Math.max(0, (line - 4) * lineHeight);
}
