/**
 * What station.yaml says about instruments whose connection is lost while a test runs: `error_handling.hardware_errors`, for the station
 * and for a batch.
 */
import * as z from 'zod';

/** What is done when the attempts to reconnect are used up. */
export const HARDWARE_FAILURE_ACTIONS = [
  'auto_reconnect', // it waits and tries on, until the instrument is back or somebody presses Stop
  'pause_wait', // the execution stands with an alarm: a person goes on, has the step run again, or stops
  'safe_stop', // the execution ends as ERROR: cleanup steps, then everything is made safe
] as const;
export type HardwareFailureAction = (typeof HARDWARE_FAILURE_ACTIONS)[number];

const settings = {
  reconnect_attempts: z.int().min(1).max(1000).describe('tries to reach a lost instrument again; the first at once'),
  reconnect_delay: z.number().min(0).max(3600).describe('seconds between two of them'),
  on_failure: z.enum(HARDWARE_FAILURE_ACTIONS).describe('when they are used up, or another instrument answers'),
};

/** Of the station: everything has a value. */
export const hardwareErrorsSchema = z
  .strictObject({
    reconnect_attempts: settings.reconnect_attempts.default(3),
    reconnect_delay: settings.reconnect_delay.default(5),
    on_failure: settings.on_failure.default('safe_stop'),
  })
  .prefault({});
type Settings = z.output<typeof hardwareErrorsSchema>;

/** Of a batch: what it says wins over the station. */
export const batchHardwareErrorsSchema = z.strictObject(settings).partial();

export interface HardwareErrorsConfig {
  reconnectAttempts: number;
  reconnectDelayMs: number;
  onFailure: HardwareFailureAction;
}

/** What holds for one batch. */
export function hardwareErrorsOf(
  station: Settings,
  batch: z.output<typeof batchHardwareErrorsSchema> | undefined,
): HardwareErrorsConfig {
  return {
    reconnectAttempts: batch?.reconnect_attempts ?? station.reconnect_attempts,
    reconnectDelayMs: (batch?.reconnect_delay ?? station.reconnect_delay) * 1000,
    onFailure: batch?.on_failure ?? station.on_failure,
  };
}
