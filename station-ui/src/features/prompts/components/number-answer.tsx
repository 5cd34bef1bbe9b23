import type { PromptView } from '@neurohub/contracts/rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatNumber, type Language, withUnit } from '@neurohub/ui-kit/lib/format';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseNumber, pressKey } from '../store/number-text.ts';
import classes from './answer-controls.module.css';
import type { AnswerControlsProps } from './answer-controls-props.ts';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '±', '.', '⌫'] as const;

/** A number with its unit and what is accepted; with a keypad where fingers are what there is. */
export function NumberAnswer({ prompt, labelId, isDisabled, onAnswer, obeyCode, readCode }: AnswerControlsProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [text, setText] = useState('');
  const range = rangeText(prompt, language);
  return (
    <form
      className={classes['entry']}
      onSubmit={(event) => {
        event.preventDefault();
        if (obeyCode(text)) setText('');
        else if (!isDisabled) onAnswer(parseNumber(readCode(text)));
      }}
    >
      <span className={classes['measured']}>
        <input
          className={`${classes['input']} number`}
          inputMode="decimal"
          aria-labelledby={labelId}
          aria-describedby={range === null ? undefined : `${labelId}-range`}
          autoComplete="off"
          enterKeyHint="done"
          maxLength={30}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {prompt.unit !== undefined && <span className={classes['unit']}>{prompt.unit}</span>}
      </span>
      <button type="submit" className={classes['button']} data-tone="strong" disabled={isDisabled}>
        {t('prompt.enter')}
      </button>
      {range !== null && (
        <p id={`${labelId}-range`} className={`${classes['range']} number`}>
          {t('prompt.accepted', { range })}
        </p>
      )}
      <div className={classes['keypad']} aria-hidden="true">
        {KEYS.map((key) => (
          <button
            key={key}
            type="button"
            tabIndex={-1}
            className={classes['padKey']}
            onClick={() => setText((before) => pressKey(before, key))}
          >
            {key}
          </button>
        ))}
      </div>
    </form>
  );
}

function rangeText({ min, max, unit }: PromptView, language: Language): string | null {
  if (min === undefined && max === undefined) return null;
  const [low, high] = [min, max].map((bound) => (bound === undefined ? '' : formatNumber(bound, language)));
  const range = min === undefined ? `≤ ${high}` : max === undefined ? `≥ ${low}` : `${low} … ${high}`;
  return withUnit(range, unit);
}
