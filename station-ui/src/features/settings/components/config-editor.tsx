import type { ConfigView } from '@neurohub/contracts/config-rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { editDraft, type SettingsStore } from '../store/settings-store.ts';
import { ConfigProblems } from './config-problems.tsx';
import classes from './settings.module.css';

/** The text of the file, with its mistakes at line and column. */
export function ConfigEditor({ config, store }: { config: ConfigView; store: SettingsStore }) {
  const { t } = useTranslation();
  const { draft, check } = useStore(store);
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const text = draft ?? config.text;
  const problems = draft === null ? (config.invalid?.problems ?? []) : (check?.problems ?? []);
  const lines = Array.from({ length: text.split('\n').length }, (_, index) => index + 1);
  const bad = new Set(problems.map(({ line }) => line));
  return (
    <Panel title={t('settings.text')}>
      <ConfigProblems problems={problems} isInFile={draft === null} onGo={(place) => goTo(area.current, place)} />
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
