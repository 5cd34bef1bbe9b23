/** One command of an instrument, as its manual lists it. */
export interface ScpiCommand {
  /** As in a manual: `[SOURce:]VOLTage[:LEVel]?`. */
  readonly header: string;
  /** Fewest and most parameters; default none. */
  readonly parameters?: readonly [min: number, max: number];
  /** A string is the response of a query; anything else is none. @throws {ScpiError} what goes to the error queue. */
  execute(parameters: readonly string[]): unknown;
}
