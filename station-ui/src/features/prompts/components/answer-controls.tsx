import { VerdictIcon } from '@neurohub/ui-kit/components/verdict-icon';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import classes from './answer-controls.module.css';
import type { AnswerControlsProps } from './answer-controls-props.ts';
import { NumberAnswer } from './number-answer.tsx';
import { TextAnswer } from './text-answer.tsx';

/** The ways to answer one kind of prompt. */
export function AnswerControls(props: AnswerControlsProps) {
  switch (props.prompt.kind) {
    case 'confirm':
      return <ConfirmAnswer {...props} />;
    case 'passFail':
    case 'image':
      return <PassFailAnswer {...props} />;
    case 'text':
      return <TextAnswer {...props} />;
    case 'number':
      return <NumberAnswer {...props} />;
    case 'choice':
      return <ChoiceAnswer {...props} />;
  }
}

function ConfirmAnswer({ isDisabled, onAnswer }: AnswerControlsProps) {
  const { t } = useTranslation();
  return (
    <div className={classes['row']}>
      <AnswerButton tone="strong" keyName="Enter" isDisabled={isDisabled} onPress={() => onAnswer(true)}>
        {t('prompt.confirm')}
      </AnswerButton>
    </div>
  );
}

/** Two buttons of one size: neither is easier to press. */
function PassFailAnswer({ isDisabled, onAnswer }: AnswerControlsProps) {
  const { t } = useTranslation();
  return (
    <div className={classes['row']}>
      <AnswerButton tone="pass" keyName="1" isDisabled={isDisabled} onPress={() => onAnswer(true)}>
        <VerdictIcon verdict="PASS" /> {t('verdict.word.PASS')}
      </AnswerButton>
      <AnswerButton tone="fail" keyName="2" isDisabled={isDisabled} onPress={() => onAnswer(false)}>
        <VerdictIcon verdict="FAIL" /> {t('verdict.word.FAIL')}
      </AnswerButton>
    </div>
  );
}

function ChoiceAnswer({ prompt, isDisabled, onAnswer }: AnswerControlsProps) {
  const language = useLanguage();
  return (
    <div className={classes['choices']}>
      {prompt.choices?.map(({ value, label }, index) => (
        <AnswerButton
          key={value}
          tone="plain"
          keyName={index < 9 ? String(index + 1) : undefined}
          isDisabled={isDisabled}
          onPress={() => onAnswer(value)}
        >
          {localize(label, language, value)}
        </AnswerButton>
      ))}
    </div>
  );
}

interface AnswerButtonProps {
  readonly tone: 'strong' | 'pass' | 'fail' | 'plain';
  /** The key that presses it while the prompt has the focus. */
  readonly keyName?: string | undefined;
  readonly isDisabled: boolean;
  readonly onPress: () => void;
  readonly children: React.ReactNode;
}

function AnswerButton({ tone, keyName, isDisabled, onPress, children }: AnswerButtonProps) {
  return (
    <button
      type="button"
      className={classes['button']}
      data-tone={tone}
      data-key={keyName}
      aria-keyshortcuts={keyName}
      disabled={isDisabled}
      onClick={(event) => {
        event.stopPropagation();
        onPress();
      }}
    >
      <span className={classes['content']}>{children}</span>
      {keyName !== undefined && keyName !== 'Enter' && (
        <span className={`${classes['key']} number`} aria-hidden="true">
          {keyName}
        </span>
      )}
    </button>
  );
}
