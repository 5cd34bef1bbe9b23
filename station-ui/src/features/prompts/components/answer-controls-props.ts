import type { PromptAnswer } from '@neurohub/contracts/record';
import type { PromptView } from '@neurohub/contracts/rest';

/** What every way to answer is given. */
export interface AnswerControlsProps {
  readonly prompt: PromptView;
  /** Id of the message, which names the field. */
  readonly labelId: string;
  readonly isDisabled: boolean;
  readonly onAnswer: (answer: PromptAnswer) => void;
  readonly obeyCode: (text: string) => boolean;
  readonly readCode: (text: string) => string;
}
