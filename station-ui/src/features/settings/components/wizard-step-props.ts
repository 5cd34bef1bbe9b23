import type { SequenceDetail } from '@neurohub/contracts/rest';
import type { Loaded } from '@neurohub/ui-kit/lib/loaded';
import type { BatchForm } from '../store/batch-form.ts';

/** What each step of adding or changing a batch is given. */
export interface WizardStepProps {
  readonly form: BatchForm;
  readonly onChange: (change: Partial<BatchForm>) => void;
  /** The package that is chosen. */
  readonly sequence: Loaded<SequenceDetail>;
}
