import { CodedError } from '@neurohub/contracts/errors';
import type { SequenceDefinition, StepDefinition } from '@neurohub/contracts/record';
import { STEP_GROUPS } from '@neurohub/contracts/vocabulary';
import { type DeclaredSequence, readDeclaration } from '../definition.ts';

export type SequenceClass = new () => object;

/** The class's declaration. @throws CodedError MISSING_DECORATOR */
export function declarationOfClass(
  sequenceClass: SequenceClass,
): DeclaredSequence & Required<Pick<DeclaredSequence, 'sequence'>> {
  const declared = readDeclaration(sequenceClass);
  if (declared?.sequence) return { ...declared, sequence: declared.sequence };
  throw new CodedError('MISSING_DECORATOR', `class ${sequenceClass.name} has no @sequence of its own`);
}

/**
 * What a decorated class declares, its steps in the order of execution.
 * @throws CodedError MISSING_DECORATOR, NO_STEPS, DUPLICATE_ORDER, UNDECLARED_PARAMETER (a condition names one that is not there)
 */
export function describeSequence(sequenceClass: SequenceClass): SequenceDefinition {
  const declared = declarationOfClass(sequenceClass);
  const steps = [...declared.steps.values()].map(({ definition }) => definition).sort(byGroupAndOrder);
  if (!steps.some(({ group }) => group === 'main'))
    throw new CodedError(
      'NO_STEPS',
      `class ${sequenceClass.name} has no main step: decorate at least one method with @step`,
    );
  refuseEqualOrders(steps);
  refuseUnknownConditions(declared);
  refuseUnknownNames(declared);
  const { name, displayName, description } = declared.sequence;
  return {
    name,
    ...(displayName === undefined ? {} : { displayName }),
    ...(description === undefined ? {} : { description }),
    className: sequenceClass.name,
    steps,
    parameters: [...declared.parameters],
    hardware: [...declared.hardware],
  };
}

function byGroupAndOrder(a: StepDefinition, b: StepDefinition): number {
  return STEP_GROUPS.indexOf(a.group) - STEP_GROUPS.indexOf(b.group) || a.order - b.order;
}

function refuseEqualOrders(sorted: readonly StepDefinition[]): void {
  sorted.forEach((step, i) => {
    const before = sorted[i - 1];
    if (before?.group !== step.group || before.order !== step.order) return;
    throw new CodedError(
      'DUPLICATE_ORDER',
      `${step.group} steps "${before.name}" and "${step.name}" both have order ${step.order}`,
      {
        details: { steps: [before.name, step.name], order: step.order },
      },
    );
  });
}

function refuseUnknownConditions({ steps, parameters }: DeclaredSequence): void {
  for (const { definition, condition } of steps.values()) {
    if (typeof condition !== 'string' || parameters.has(condition)) continue;
    throw new CodedError(
      'UNDECLARED_PARAMETER',
      `the condition of step "${definition.name}" names "${condition}", which is no @parameter`,
      {
        details: { step: definition.name, parameter: condition },
      },
    );
  }
}

function refuseUnknownNames({ steps, hardware }: DeclaredSequence): void {
  for (const { definition } of steps.values()) {
    const { name, uses = [], dependsOn = [] } = definition;
    const unknown = uses.find((id) => !hardware.has(id));
    if (unknown !== undefined)
      throw new CodedError('UNDECLARED_HARDWARE', `step "${name}" uses "${unknown}", which is no @hardware`, {
        details: { step: name, hardware: unknown },
      });
    const missing = dependsOn.find((other) => !steps.has(other));
    if (missing !== undefined)
      throw new CodedError('STEP_NOT_FOUND', `step "${name}" depends on "${missing}", which is no step`, {
        details: { step: name, missing, steps: [...steps.keys()] },
      });
  }
}
