import { MAX_ANSWER_LENGTH } from '@neurohub/contracts/prompt-answer';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './answer-controls.module.css';
import type { AnswerControlsProps } from './answer-controls-props.ts';

/** A text, typed or scanned: a scanner ends with Enter, which is the answer. */
export function TextAnswer({ labelId, isDisabled, onAnswer, obeyCode, readCode }: AnswerControlsProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  return (
    <form
      className={classes['entry']}
      onSubmit={(event) => {
        event.preventDefault();
        if (obeyCode(text)) setText('');
        else if (!isDisabled) onAnswer(readCode(text));
      }}
    >
      <input
        className={classes['input']}
        aria-labelledby={labelId}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="done"
        maxLength={MAX_ANSWER_LENGTH}
        placeholder={t('prompt.typeOrScan')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" className={classes['button']} data-tone="strong" disabled={isDisabled}>
        {t('prompt.enter')}
      </button>
    </form>
  );
}
