import { ActionButton, StartIcon } from '@neurohub/ui-kit/components/action-button';
import { useTranslation } from 'react-i18next';
import type { EntryController } from '../store/entry-controller.ts';
import type { EntryView } from '../store/entry-view.ts';
import { EntryMessage } from './entry-message.tsx';
import classes from './serial-entry-bar.module.css';
import { ENTRY_INPUT_ID } from './use-keyboard-capture.ts';

/** Where a scan goes, what was read, why it was refused, and Start. */
export function SerialEntryBar({ view, controller }: { view: EntryView; controller: EntryController }) {
  const { t } = useTranslation();
  const { target, text, problem, isStarting, canStart } = view;
  return (
    <section className={classes['bar']} aria-label={t('entry.title')}>
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
      <div className={classes['start']}>
        <ActionButton kind="strong" isDisabled={!canStart} onClick={() => void controller.start()} icon={<StartIcon />}>
          {isStarting ? t('entry.starting') : t('entry.start')}
        </ActionButton>
      </div>
      <EntryMessage view={view} />
    </section>
  );
}
