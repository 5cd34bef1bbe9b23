import type { FormField } from '../store/form-of-schema.ts';

/** What each kind of control is given. */
export interface ControlProps {
  readonly field: FormField;
  readonly value: unknown;
  readonly id: string;
  readonly isReadOnly: boolean;
  readonly isBad: boolean;
  readonly onChange: (value: unknown) => void;
  readonly onProblem: (text: string | null) => void;
}
