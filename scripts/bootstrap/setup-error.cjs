'use strict';

/** Why the station cannot be set up, for the person who typed the command. Codes are those of contracts/errors. */
class SetupError extends Error {
  /**
   * @param {'NODE_TOO_OLD' | 'INSTALL_BROKEN'} code
   * @param {string} message what was found and what to do next; may have several lines
   */
  constructor(code, message) {
    super(message);
    this.name = 'SetupError';
    this.code = code;
  }
}

module.exports = { SetupError };
