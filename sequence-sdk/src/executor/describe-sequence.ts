import { CodedError, type ErrorCode } from '@neurohub/contracts/errors';
import { loopParameter } from '@neurohub/contracts/loop';
import type { BlockDefinition, SequenceDefinition, StepDefinition } from '@neurohub/contracts/record';
import { orderSteps } from '@neurohub/contracts/step-order';
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
 * @throws CodedError MISSING_DECORATOR, NO_STEPS, DUPLICATE_ORDER, UNKNOWN_BLOCK, BLOCK_INVALID, UNDECLARED_PARAMETER (a condition or a
 * loop names one that is not there), UNDECLARED_HARDWARE, STEP_NOT_FOUND
 */
export function describeSequence(sequenceClass: SequenceClass): SequenceDefinition {
  const declared = declarationOfClass(sequenceClass);
  const declaredSteps = [...declared.steps.values()].map(({ definition }) => definition);
  const blocks = [...declared.blocks.values()].map(({ definition }) => definition);
  if (!declaredSteps.some(({ group }) => group === 'main'))
    throw new CodedError(
      'NO_STEPS',
      `class ${sequenceClass.name} has no main step: decorate at least one method with @step`,
    );
  const steps = orderSteps(declaredSteps, blocks);
  refuseUnknownNames(declared);
  refuseNestedUses(steps, blocks);
  const { name, displayName, description } = declared.sequence;
  return {
    name,
    ...(displayName === undefined ? {} : { displayName }),
    ...(description === undefined ? {} : { description }),
    className: sequenceClass.name,
    steps,
    ...(blocks.length > 0 && { blocks }),
    parameters: [...declared.parameters],
    hardware: [...declared.hardware],
  };
}

function refuseUnknownNames({ steps, blocks, parameters, hardware }: DeclaredSequence): void {
  const refuse = (code: ErrorCode, of: string, problem: string, details: Record<string, unknown>) => {
    throw new CodedError(code, `${of} ${problem}`, { details });
  };
  const checkParameter = (of: string, what: string, name: string | undefined, details: Record<string, unknown>) => {
    if (name === undefined || parameters.has(name)) return;
    const problem = `names "${name}", which is no @parameter`;
    refuse('UNDECLARED_PARAMETER', `the ${what} of ${of}`, problem, { ...details, parameter: name });
  };
  const checkUses = (of: string, uses: readonly string[] = [], details: Record<string, unknown>) => {
    const unknown = uses.find((id) => !hardware.has(id));
    if (unknown === undefined) return;
    refuse('UNDECLARED_HARDWARE', of, `uses "${unknown}", which is no @hardware`, { ...details, hardware: unknown });
  };
  for (const { definition, condition } of steps.values()) {
    const { name, uses, dependsOn = [] } = definition;
    const of = `step "${name}"`;
    if (typeof condition === 'string') checkParameter(of, 'condition', condition, { step: name });
    checkUses(of, uses, { step: name });
    const missing = dependsOn.find((other) => !steps.has(other));
    if (missing !== undefined)
      refuse('STEP_NOT_FOUND', of, `depends on "${missing}", which is no step`, {
        step: name,
        steps: [...steps.keys()],
      });
  }
  for (const { definition, condition } of blocks.values()) {
    const { name, uses, loop } = definition;
    const of = `block "${name}"`;
    if (typeof condition === 'string') checkParameter(of, 'condition', condition, { block: name });
    checkParameter(of, 'loop', loopParameter(loop), { block: name });
    checkUses(of, uses, { block: name });
  }
}

/** Whoever holds one instrument and then waits for another can wait for a batch that waits for the first. All at once, or none. */
function refuseNestedUses(steps: readonly StepDefinition[], blocks: readonly BlockDefinition[]): void {
  const usesOf = new Map(blocks.map(({ name, uses }) => [name, uses]));
  const check = (of: string, uses: readonly string[] = [], around: readonly string[]) => {
    const outer = around.find((block) => usesOf.get(block));
    const further = outer === undefined ? undefined : uses.find((id) => !usesOf.get(outer)?.includes(id));
    if (further === undefined) return;
    throw new CodedError(
      'BLOCK_INVALID',
      `${of} uses "${further}" within block "${outer}", which holds other hardware already: add it to \`uses\` of that block`,
      { details: { block: outer, hardware: further } },
    );
  };
  for (const { name, uses, blocks: path = [] } of steps) {
    check(`step "${name}"`, uses, path);
    path.forEach((block, depth) => void check(`block "${block}"`, usesOf.get(block), path.slice(0, depth)));
  }
}
