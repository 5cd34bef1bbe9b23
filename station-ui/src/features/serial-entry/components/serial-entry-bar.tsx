import { ActionButton, StartIcon } from '@neurohub/ui-kit/components/action-button';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { EntryController } from '../store/entry-controller.ts';
import type { EntryView } from '../store/entry-view.ts';
import { EntryMessage } from './entry-message.tsx';
import classes from './serial-entry-bar.module.css';
import { ENTRY_INPUT_ID } from './use-keyboard-capture.ts';

export interface SerialEntryBarProps {
  readonly view: EntryView;
  readonly controller: EntryController;
  /** One line: where units are not tested it is there for a scan all the same, and takes no room from the page. */
  readonly isSlim: boolean;
}

/** Where a scan goes, what was read, why it was refused, and Start. */
export function SerialEntryBar({ view, controller, isSlim }: SerialEntryBarProps) {
  const { t } = useTranslation();
  const { target, text, problem, canStart, staged, startsAll } = view;
  return (
    <section className={classes['bar']} aria-label={t('entry.title')} data-slim={isSlim}>
      <div className={classes['target']} data-empty={target === undefined} data-testid="scan-target">
        <span className={classes['targetWord']}>{target ? t('tile.slot') : t('entry.noTarget')}</span>
        <span className={`${classes['targetNumber']} number`}>{target?.slot ?? '–'}</span>
      </div>
      <div className={classes['field']}>
        <label htmlFor={ENTRY_INPUT_ID} className={classes['label']}>
          {target ? t('entry.label', { slot: target.slot }) : t('entry.labelNoSlot')}
          {view.example !== undefined && (
            <span className={classes['example']}>{t('entry.example', { example: view.example })}</span>
          )}
        </label>
        <input
          id={ENTRY_INPUT_ID}
          className={classes['input']}
          lang="en"
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="go"
          maxLength={100}
          placeholder={t('entry.placeholder')}
          value={text}
          aria-invalid={problem !== null}
          aria-describedby="entry-message"
          onChange={(event) => controller.type(event.currentTarget.value)}
        />
        {text !== '' && (
          <button
            type="button"
            className={classes['clear']}
            aria-label={t('entry.clear')}
            onClick={() => controller.type('')}
          >
            <svg viewBox="0 0 20 20" width="1.25rem" height="1.25rem" aria-hidden="true" focusable="false">
              <path
                d="M5 5l10 10M15 5l-10 10"
                fill="none"
                stroke="currentColor"
                strokeWidth="2"
                strokeLinecap="round"
              />
            </svg>
          </button>
        )}
      </div>
      <div className={classes['start']} data-several={staged > 1 && !startsAll}>
        <ActionButton kind="strong" isDisabled={!canStart} onClick={() => void controller.start()} icon={<StartIcon />}>
          {startWord(view, t)}
        </ActionButton>
        {staged > 1 && !startsAll && (
          <ActionButton kind="strong" onClick={() => controller.startAll()} icon={<StartAllIcon />}>
            {t('entry.startAll', { count: staged })}
          </ActionButton>
        )}
      </div>
      <EntryMessage view={view} />
    </section>
  );
}

function startWord({ isStarting, startsAll, staged }: EntryView, t: TFunction): string {
  if (isStarting) return t('entry.starting');
  return startsAll && staged > 1 ? t('entry.startAll', { count: staged }) : t('entry.start');
}

function StartAllIcon() {
  return (
    <svg viewBox="0 0 20 20" width="1.1em" height="1.1em" aria-hidden="true" focusable="false">
      <path d="M2 3l8 7-8 7zM10 3l8 7-8 7z" fill="currentColor" />
    </svg>
  );
}
