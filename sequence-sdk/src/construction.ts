/**
 * What a sequence object is given while it is constructed. Field initialisers run inside `new Class()` and cannot take arguments,
 * so the host lays the context down right before and takes it away right after, synchronously.
 */
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import type { Driver } from './driver.ts';
import type { SequenceRuntime } from './step-context.ts';

export interface ConstructionContext {
  readonly parameters: Readonly<Record<string, ScalarValue>>;
  readonly drivers: Readonly<Record<string, Driver>>;
  readonly runtime: SequenceRuntime;
}

// One place for every bundle of the SDK in this process; empty except during a construction.
const SLOT = Symbol.for('neurohub.sequence-construction');
const place = globalThis as { [SLOT]?: ConstructionContext | undefined };

/** Runs `construct` with the context laid down. */
export function constructWith<T>(context: ConstructionContext, construct: () => T): T {
  const outer = place[SLOT];
  place[SLOT] = context;
  try {
    return construct();
  } finally {
    place[SLOT] = outer;
  }
}

/** The context of the construction under way; undefined when somebody calls `new Class()` without a host. */
export const currentConstruction = (): ConstructionContext | undefined => place[SLOT];
