/**
 * Error and event numbers of SCPI-99 (Volume 2, 21.8) that these instruments can report, with the standard's own texts.
 */
export const SCPI_ERRORS = {
  0: 'No error',
  [-101]: 'Invalid character',
  [-102]: 'Syntax error',
  [-104]: 'Data type error',
  [-108]: 'Parameter not allowed',
  [-109]: 'Missing parameter',
  [-111]: 'Header separator error',
  [-112]: 'Program mnemonic too long',
  [-113]: 'Undefined header',
  [-114]: 'Header suffix out of range',
  [-131]: 'Invalid suffix',
  [-138]: 'Suffix not allowed',
  [-141]: 'Invalid character data',
  [-151]: 'Invalid string data',
  [-171]: 'Invalid expression',
  [-221]: 'Settings conflict',
  [-222]: 'Data out of range',
  [-223]: 'Too much data',
  [-350]: 'Queue overflow',
} as const;
export type ScpiErrorNumber = keyof typeof SCPI_ERRORS;

/** Thrown by a command and caught by the engine, which queues it; it never reaches a client as an exception. */
export class ScpiError extends Error {
  override readonly name = 'ScpiError';
  readonly number: ScpiErrorNumber;

  constructor(number: ScpiErrorNumber) {
    super(`${number},"${SCPI_ERRORS[number]}"`);
    this.number = number;
  }
}

/** Bits of the standard event status register (IEEE 488.2, 11.5.1.1). */
export const EVENT_BITS = {
  operationComplete: 1,
  queryError: 4,
  deviceError: 8,
  executionError: 16,
  commandError: 32,
  powerOn: 128,
} as const;

/** The bit that an error of this number sets; its class is its hundred. */
export function eventBitOf(number: ScpiErrorNumber): number {
  if (number <= -400) return EVENT_BITS.queryError;
  if (number <= -300) return EVENT_BITS.deviceError;
  if (number <= -200) return EVENT_BITS.executionError;
  if (number <= -100) return EVENT_BITS.commandError;
  return 0;
}
