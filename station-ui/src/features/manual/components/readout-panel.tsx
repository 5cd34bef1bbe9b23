import type { HardwareView } from '@neurohub/contracts/rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatTime } from '@neurohub/ui-kit/lib/format';
import { sparkline } from '@neurohub/ui-kit/lib/sparkline-path';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { answerText, callNames } from '../store/call-text.ts';
import { RATES_MS, type Reading, type Readout } from '../store/readout.ts';
import classes from './manual.module.css';

export interface ReadoutPanelProps {
  readonly readout: Readout;
  readonly instruments: readonly HardwareView[];
  readonly hasControl: boolean;
}

/** Values that somebody wants to see all the time, as large as can be read from the bench. */
export function ReadoutPanel({ readout, instruments, hasControl }: ReadoutPanelProps) {
  const { t } = useTranslation();
  const { readings, everyMs, isPaused, isUnwatched } = useStore(readout.store);
  const isStuck = isPaused || readings.some(({ problem }) => problem !== null);
  return (
    <Panel
      title={t('manualPage.readout')}
      aside={
        readings.length > 0 && (
          <div className={classes['buttons']}>
            <select
              className={classes['rate']}
              aria-label={t('manualPage.rate')}
              value={everyMs}
              onChange={(event) => readout.setRate(Number(event.currentTarget.value))}
            >
              {RATES_MS.map((rate) => (
                <option key={rate} value={rate}>
                  {t('manualPage.every', { seconds: rate / 1000 })}
                </option>
              ))}
            </select>
            <ActionButton size="small" isDisabled={!hasControl} onClick={() => readout.setPaused(!isStuck)}>
              {t(isStuck ? 'manualPage.resume' : 'manualPage.pause')}
            </ActionButton>
          </div>
        )
      }
    >
      {readings.length === 0 && <p className={classes['dim']}>{t('manualPage.readoutEmpty')}</p>}
      {isUnwatched && (
        <p role="status" className={classes['notice']}>
          {t('manualPage.unwatched')}
        </p>
      )}
      <ul className={classes['readings']}>
        {readings.map((reading) => (
          <ReadingTile
            key={reading.key}
            {...{ reading, instruments }}
            isStill={isPaused || !hasControl}
            onRemove={() => readout.toggle(reading)}
          />
        ))}
      </ul>
    </Panel>
  );
}

interface ReadingTileProps {
  readonly reading: Reading;
  readonly instruments: readonly HardwareView[];
  readonly isStill: boolean;
  readonly onRemove: () => void;
}

function ReadingTile({ reading, instruments, isStill, onRemove }: ReadingTileProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { answer, problem, values } = reading;
  const { hardware, command, params } = callNames(reading, instruments, language);
  const line =
    values.length < 2
      ? null
      : sparkline(
          values.map((value) => [value, value]),
          120,
          24,
        );
  const name = [hardware, command, params].filter(Boolean).join(' · ');
  return (
    <li className={classes['reading']} data-still={isStill || problem !== null}>
      <p className={classes['readingName']}>{name}</p>
      <output className={classes['readingValue']} aria-label={name} aria-live="off">
        {answer === null ? '–' : (answerText(answer, language) ?? t('manualPage.done'))}
      </output>
      <svg className={classes['spark']} viewBox="0 0 120 24" preserveAspectRatio="none" aria-hidden="true">
        {line && <path d={line.path} fill="none" stroke="currentColor" />}
      </svg>
      <p className={classes['readingFoot']} data-wrong={problem !== null}>
        {problem !== null
          ? t('manualPage.readingStopped', { code: problem.code })
          : answer && t(isStill ? 'manualPage.stillAt' : 'manualPage.at', { time: formatTime(answer.at, language) })}
      </p>
      <button
        type="button"
        className={classes['remove']}
        aria-label={t('manualPage.remove', { name })}
        onClick={onRemove}
      >
        <svg viewBox="0 0 20 20" width="1em" height="1em" aria-hidden="true" focusable="false">
          <path d="M4 4l12 12M16 4L4 16" stroke="currentColor" strokeWidth="2.2" />
        </svg>
      </button>
    </li>
  );
}
