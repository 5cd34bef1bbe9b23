import { ERROR_CLASSES, type ErrorClass } from '@neurohub/contracts/vocabulary';

/** Deeper than anybody wraps an error; ends also where causes go in a circle. */
const MAX_CAUSES = 10;

/** After these nothing that runs here can be trusted, or a person has said that nothing more is to run. */
const ALWAYS_CRITICAL = ['LATE_ERROR', 'RESUME_ABORTED'];

/** How grave what was thrown is: what it says itself, else what the first of its causes says, else RECOVERABLE. Never throws. */
export function errorClassOf(thrown: unknown): ErrorClass {
  try {
    return classInChain(thrown) ?? 'RECOVERABLE';
  } catch {
    // A proxy, or getters that throw: it has not said anything.
    return 'RECOVERABLE';
  }
}

function classInChain(thrown: unknown): ErrorClass | undefined {
  let error = thrown;
  for (let depth = 0; depth < MAX_CAUSES && typeof error === 'object' && error !== null; depth += 1) {
    const { errorClass, code, cause } = error as { errorClass?: unknown; code?: unknown; cause?: unknown };
    const said = ALWAYS_CRITICAL.includes(code as string)
      ? 'CRITICAL'
      : ERROR_CLASSES.find((known) => known === errorClass);
    if (said) return said;
    error = cause;
  }
  return undefined;
}
