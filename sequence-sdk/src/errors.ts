/**
 * What a sequence or a driver throws. Three kinds, never mixed: the product is bad ({@link TestFailure}), the step has nothing
 * to do ({@link TestSkipped}), or something is broken (every other error). Recognised by a brand, so that an error from any
 * bundle of the SDK is the same error.
 */
import { CodedError, type ErrorCode } from '@neurohub/contracts/errors';
import type { ErrorClass } from '@neurohub/contracts/vocabulary';

const TEST_FAILURE_BRAND = Symbol.for('neurohub.test-failure');
const TEST_SKIPPED_BRAND = Symbol.for('neurohub.test-skipped');

/** The product is bad: the step ends as `failed`. For a value with a limit, `measure()` says the same with more detail. */
export class TestFailure extends CodedError {
  override readonly name: string = 'TestFailure';
  readonly [TEST_FAILURE_BRAND] = true;

  constructor(message: string, details?: Record<string, unknown>) {
    super('TEST_FAILURE', message, { details });
  }
}

/** The step does not apply to this product: it ends as `skipped` with this reason. A limit missed before still counts. */
export class TestSkipped extends Error {
  override readonly name: string = 'TestSkipped';
  /** Why; stands in the record of the step. */
  readonly reason: string;
  readonly [TEST_SKIPPED_BRAND] = true;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** Facts of a {@link StepError}. */
export interface StepErrorOptions {
  /**
   * How grave it is. `CRITICAL`: the main steps end at once, whatever the rules say; cleanup runs. `RECOVERABLE`: the rules about errors
   * decide whether the step is tried again. `WARNING`: it is not, and the next step runs. @default RECOVERABLE
   */
  errorClass?: ErrorClass | undefined;
  /** More facts, as JSON; they are in the record of the step. */
  details?: Record<string, unknown> | undefined;
  /** What was thrown first. */
  cause?: unknown;
}

/**
 * Something is broken, and the step says how badly: it ends as `error`, of whatever class, and the verdict is ERROR unless a later try
 * passes. What is merely odd is told by `this.warn()`, and is no error.
 */
export class StepError extends CodedError {
  override readonly name: string = 'StepError';
  /** How grave it is, where the one who threw it has said so. */
  readonly errorClass: ErrorClass | undefined;

  constructor(message: string, { errorClass, details, cause }: StepErrorOptions = {}) {
    super('STEP_THREW', message, { details, cause });
    this.errorClass = errorClass;
  }
}

/** Facts of a driver error; `instrument` is the hardware id, `timeoutMs` the limit that was exceeded. */
export interface DriverErrorOptions {
  /** Hardware id. */
  instrument?: string | undefined;
  /** What the instrument was asked. */
  command?: string | undefined;
  /** The limit that was exceeded, milliseconds. */
  timeoutMs?: number | undefined;
  /** How grave it is, as of a {@link StepError}. @default RECOVERABLE */
  errorClass?: ErrorClass | undefined;
  /** More facts, as JSON; they are in the record of the step. */
  details?: Record<string, unknown> | undefined;
  /** What was thrown first. */
  cause?: unknown;
}

/** A fault of an instrument or of the way to it. The step ends as `error`. */
export class DriverError extends CodedError {
  override readonly name: string = 'DriverError';
  /** How grave it is, where the one who threw it has said so. */
  readonly errorClass: ErrorClass | undefined;

  constructor(message: string, options: DriverErrorOptions = {}, code: ErrorCode = 'DRIVER_ERROR') {
    const { instrument, command, timeoutMs, details, cause } = options;
    const facts = Object.entries({ instrument, command, timeoutMs, ...details }).filter(
      ([, fact]) => fact !== undefined,
    );
    super(code, message, { details: facts.length > 0 ? Object.fromEntries(facts) : undefined, cause });
    this.errorClass = options.errorClass;
  }
}

/** The instrument cannot be reached. */
export class DriverConnectionError extends DriverError {
  override readonly name: string = 'DriverConnectionError';

  constructor(message: string, options?: DriverErrorOptions) {
    super(message, options, 'DRIVER_CONNECTION');
  }
}

/** The instrument did not answer in time. */
export class DriverTimeoutError extends DriverError {
  override readonly name: string = 'DriverTimeoutError';

  constructor(message: string, options?: DriverErrorOptions) {
    super(message, options, 'DRIVER_TIMEOUT');
  }
}

/** The instrument answered something unexpected, or reported an error of its own. */
export class DriverCommunicationError extends DriverError {
  override readonly name: string = 'DriverCommunicationError';

  constructor(message: string, options?: DriverErrorOptions) {
    super(message, options, 'DRIVER_COMMUNICATION');
  }
}

/** The driver was used in a state that does not allow it. */
export class DriverStateError extends DriverError {
  override readonly name: string = 'DriverStateError';

  constructor(message: string, options?: DriverErrorOptions) {
    super(message, options, 'DRIVER_STATE');
  }
}

const hasBrand = (value: unknown, brand: symbol) => typeof value === 'object' && value !== null && brand in value;

/** True for a {@link TestFailure} of any bundle. */
export const isTestFailure = (value: unknown): value is TestFailure => hasBrand(value, TEST_FAILURE_BRAND);

/** True for a {@link TestSkipped} of any bundle. */
export const isTestSkipped = (value: unknown): value is TestSkipped => hasBrand(value, TEST_SKIPPED_BRAND);
