/** The parameters of an execution as lines of a table: value, unit, where it differs from the default. Pure. */
import type { ExecutionPlan } from '@neurohub/contracts/record';
import type { SequenceDetail } from '@neurohub/contracts/rest';
import type { LocalizedText } from '@neurohub/contracts/vocabulary';

type Declared = SequenceDetail['parameters'];
type Scalar = ExecutionPlan['parameters'][string];

export interface ParameterRow {
  readonly id: string;
  readonly displayName?: LocalizedText | undefined;
  readonly value: Scalar | undefined;
  readonly unit?: string | undefined;
  /** Of the package, where the execution has another value. */
  readonly default?: Scalar | undefined;
}

/** In the order of the manifest; what it does not declare comes last. `plan` is absent before there is an execution. */
export function parameterRows(declared: Declared, parameters: ExecutionPlan['parameters'] | undefined): ParameterRow[] {
  const others = Object.keys(parameters ?? {}).filter((id) => !Object.hasOwn(declared, id));
  return [...Object.keys(declared), ...others].map((id) => {
    const { displayName, unit, default: byDefault } = declared[id] ?? {};
    const value = parameters ? parameters[id] : byDefault;
    const differs = byDefault !== undefined && value !== byDefault;
    return { id, displayName, unit, value, ...(differs && { default: byDefault }) };
  });
}
