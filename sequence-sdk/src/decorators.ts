/** TC39 decorators. They record definitions; order, time limits, retries and conditions are the executor's work. */
import { CodedError } from '@neurohub/contracts/errors';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import { type BlockOptions, toBlockDefinition } from './block-options.ts';
import { currentConstruction } from './construction.ts';
import { type DeclaredBlock, type DeclaredStep, declarationOf, type SequenceOptions } from './definition.ts';
import type { Driver } from './driver.ts';
import type { Sequence } from './sequence.ts';
import { type StepOptions, toStepDefinition } from './step-options.ts';

// The same rule as idSchema of contracts, which needs zod.
const ID = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;

/** Marks the class that manifest.yaml names as entry point. A subclass needs its own. */
export function sequence<Self = never>(options: SequenceOptions<Self>) {
  return (_target: abstract new () => Sequence, context: ClassDecoratorContext): void => {
    const declared = declarationOf(context.metadata);
    declared.sequence = options as SequenceOptions;
    for (const [name, block] of Object.entries(declared.sequence.blocks ?? {})) {
      if (!ID.test(name)) throw new TypeError(`@sequence block "${name}": letters, digits and _ were expected`);
      declared.blocks.set(name, toDeclaredBlock(name, block));
    }
  };
}

function toDeclaredBlock(name: string, options: BlockOptions): DeclaredBlock {
  const { condition, loop } = options;
  return {
    definition: toBlockDefinition(name, options),
    ...(condition !== undefined && { condition }),
    ...(typeof loop === 'object' && { while: loop.while }),
  };
}

/** Makes a method a step. A subclass that overrides the method keeps the step; with its own `@step` it replaces it. */
export function step<Self = never>(options: StepOptions<Self>) {
  return (_method: (this: never) => unknown, context: ClassMethodDecoratorContext): void => {
    const name = memberId('@step', context);
    const declared: DeclaredStep = { definition: toStepDefinition(name, options as StepOptions) };
    const { condition, rollback, verify } = options as StepOptions;
    if (condition !== undefined) declared.condition = condition;
    if (rollback) declared.rollback = rollback;
    if (verify) declared.verify = verify;
    declarationOf(context.metadata).steps.set(name, declared);
  };
}

/** Makes a field a parameter: the plan's value, or the initial value where the plan has none. */
export function parameter() {
  return <Value extends ScalarValue>(_: undefined, context: ClassFieldDecoratorContext<unknown, Value>) => {
    const name = memberId('@parameter', context);
    declarationOf(context.metadata).parameters.add(name);
    return (initial: Value): Value => {
      const given = currentConstruction()?.parameters ?? {};
      return Object.hasOwn(given, name) ? (given[name] as Value) : initial;
    };
  };
}

/** Makes a field an instrument: the connected driver of the hardware with this id. */
export function hardware() {
  return <Value extends Driver>(_: undefined, context: ClassFieldDecoratorContext<unknown, Value>) => {
    const name = memberId('@hardware', context);
    declarationOf(context.metadata).hardware.add(name);
    return (initial: Value): Value => {
      const construction = currentConstruction();
      if (!construction) return initial;
      if (Object.hasOwn(construction.drivers, name)) return construction.drivers[name] as Value;
      throw new CodedError(
        'UNDECLARED_HARDWARE',
        `@hardware "${name}" has no driver: declare hardware.${name} in manifest.yaml`,
      );
    };
  };
}

function memberId(decorator: string, context: ClassMethodDecoratorContext | ClassFieldDecoratorContext): string {
  const { name } = context;
  if (typeof name === 'string' && ID.test(name) && !context.static && !context.private) return name;
  throw new TypeError(
    `${decorator} "${String(name)}": a public, non-static member named by letters, digits and _ was expected`,
  );
}
