/** What the author of a sequence or a driver imports. */
export type {
  JsonLimitInput,
  LimitInput,
  LimitOptions,
  NominalLimitInput,
  RangeLimitInput,
} from '@neurohub/contracts/limits';
export { hardware, parameter, sequence, step } from './decorators.ts';
export type { SequenceOptions } from './definition.ts';
export { Driver, type DriverContext } from './driver.ts';
export {
  DriverCommunicationError,
  DriverConnectionError,
  DriverError,
  type DriverErrorOptions,
  DriverStateError,
  DriverTimeoutError,
  TestFailure,
  TestSkipped,
} from './errors.ts';
export type { Log } from './log.ts';
export { type ScpiCallOptions, ScpiClient, type ScpiClientOptions } from './scpi/scpi-client.ts';
export { Sequence } from './sequence.ts';
export type {
  AggregationInput,
  AggregationInputs,
  SeriesAxisInput,
  SeriesInput,
  SeriesOptions,
} from './series/series-input.ts';
export type { MeasureJsonOptions, MeasureOptions } from './step-context.ts';
export type { StepOptions } from './step-options.ts';
