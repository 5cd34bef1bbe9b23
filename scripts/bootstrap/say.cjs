'use strict';

/** Progress goes to stderr: stdout belongs to the task. @param {string} text */
function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Says what begins and, when it took long enough to be noticed, how long it took.
 *
 * @template T
 * @param {string} text
 * @param {() => Promise<T>} work
 */
async function timed(text, work) {
  say(`${text} …`);
  const startedAt = process.hrtime.bigint();
  const result = await work();
  say(`  done in ${(Number(process.hrtime.bigint() - startedAt) / 1e9).toFixed(1)} s`);
  return result;
}

module.exports = { say, timed };
