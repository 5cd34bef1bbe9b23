import type { PromptAnswer } from '@neurohub/contracts/record';
import type { PromptView } from '@neurohub/contracts/rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useMayDo } from '../../auth/role-context.ts';
import { imageUrl } from '../api/prompt-api.ts';
import type { PromptController } from '../store/prompt-controller.ts';
import type { PromptStore } from '../store/prompt-store.ts';
import { AnswerControls } from './answer-controls.tsx';
import { PromptCountdown } from './prompt-countdown.tsx';
import { PromptImage } from './prompt-image.tsx';
import classes from './prompt-panel.module.css';
import { PromptProblem } from './prompt-problem.tsx';
import { useArmed } from './use-armed.ts';
import { usePromptFocus } from './use-prompt-focus.ts';

export interface PromptPanelProps {
  readonly batchId: string;
  /** Open ones of the batch, oldest first; the oldest is shown. */
  readonly prompts: readonly PromptView[];
  readonly serialNumber: string;
  readonly stepName: string;
  /** Keys belong to this batch: it is the only one, or the chosen one. */
  readonly isChosen: boolean;
  readonly clockOffsetMs: number;
  /** No news from the service: nothing can be answered. */
  readonly isFrozen: boolean;
  readonly store: PromptStore;
  readonly controller: PromptController;
  /** Obeys a barcode of the station's own that was scanned into a text prompt; false when it is none. */
  readonly obeyCode: (text: string) => boolean;
  /** Takes off what the scanner sends around every code. */
  readonly readCode: (text: string) => string;
}

/** What the sequence asks the operator, and the ways to answer: one question at a time. */
export function PromptPanel(props: PromptPanelProps) {
  const hadFocus = useRef(false);
  const [prompt] = props.prompts;
  return prompt && <OpenPrompt key={prompt.id} {...props} prompt={prompt} hadFocus={hadFocus} />;
}

interface OpenPromptProps extends PromptPanelProps {
  readonly prompt: PromptView;
  readonly hadFocus: React.RefObject<boolean>;
}

function OpenPrompt({ prompt, hadFocus, ...props }: OpenPromptProps) {
  const { batchId, prompts, serialNumber, stepName, isChosen, clockOffsetMs, isFrozen, store, controller } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const given = useStore(store, (state) => state[prompt.id]);
  const isArmed = useArmed();
  const mayAnswer = useMayDo()('operator');
  const panel = usePromptFocus({ isChosen, hadFocus });
  const messageId = `prompt-${prompt.id}`;

  function answer(value: PromptAnswer): void {
    hadFocus.current = panel.current?.contains(document.activeElement) ?? false;
    void controller.answer(batchId, prompt, value);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as this
    <div
      ref={panel}
      role="group"
      aria-labelledby={messageId}
      tabIndex={-1}
      className={classes['panel']}
      data-prompt={prompt.kind}
      data-testid="prompt"
    >
      <div className={classes['head']}>
        <span className={classes['title']}>{t('prompt.title')}</span>
        {prompts.length > 1 && (
          <span className={`${classes['count']} number`} data-testid="prompt-count">
            {t('prompt.count', { total: prompts.length })}
          </span>
        )}
        <PromptCountdown prompt={prompt} clockOffsetMs={clockOffsetMs} isFrozen={isFrozen} />
      </div>
      <p className={`${classes['place']} number`}>
        <b>{serialNumber}</b> {stepName}
      </p>
      <p id={messageId} role="alert" className={classes['message']}>
        {localize(prompt.message, language, '')}
      </p>
      {prompt.image && <PromptImage src={imageUrl(batchId, prompt.id)} isLarge={prompt.kind === 'image'} />}
      {mayAnswer && (
        <AnswerControls
          prompt={prompt}
          labelId={messageId}
          isDisabled={isFrozen || !isArmed || given?.isUnderWay === true}
          onAnswer={answer}
          obeyCode={props.obeyCode}
          readCode={props.readCode}
        />
      )}
      {given?.problem && <PromptProblem prompt={prompt} problem={given.problem} />}
    </div>
  );
}
