/** What a person can do something about; the message says what. */
export class SetupProblem extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 1) {
    super(message);
    this.name = 'SetupProblem';
    this.exitCode = exitCode;
  }
}

/** @param {string} line */
export const say = (line) => process.stdout.write(`${line}\n`);
