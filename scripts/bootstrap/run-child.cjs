'use strict';
const { spawn } = require('node:child_process');

/** One Ctrl-C can arrive twice: from the terminal and passed on by npm. */
const REPEAT_MS = 1000;
/** Longer than a station takes to stop its batches (30 s) and itself. */
const GROUP_END_MS = 40_000;
/** @type {Partial<Record<NodeJS.Signals, number>>} */
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/**
 * Runs a program and answers its exit code (128 + n after signal n) once it has ended, and nothing of its process group is left.
 *
 * The child leads a process group of its own, so that the terminal's Ctrl-C does not reach it a second time: each stop request is
 * passed on exactly once. Its stdin is a pipe held by this process: its end tells the child that this process is gone, or, with `input`,
 * that what is typed or piped in here has ended.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, stdio?: 'inherit' | 'collect', input?: boolean}} [options] `collect`: nothing is shown; answered as `output`. `input`: what comes in here is for the child
 * @returns {Promise<{code: number, output: string, stopped: boolean}>} `stopped`: a person or the system asked for the end
 */
function runChild(command, args, options = {}) {
  const collects = options.stdio === 'collect';
  const ownGroup = process.platform !== 'win32';
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: ownGroup,
    stdio: ['pipe', collects ? 'pipe' : 'inherit', collects ? 'pipe' : 'inherit'],
  });
  child.stdin?.on('error', () => {}); // the child may end first
  if (options.input && child.stdin) process.stdin.pipe(child.stdin);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-20_000);
    });
  }
  const relay = relaySignals((signal) => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      relay.end();
      reject(error);
    });
    child.once('close', async (code, signal) => {
      // Otherwise it would keep this process waiting for what nobody reads.
      if (options.input) process.stdin.unpipe().pause();
      if (ownGroup && child.pid !== undefined) await endGroup(child.pid);
      const stopped = relay.end();
      resolve({ code: code ?? 128 + (SIGNAL_NUMBERS[signal ?? 'SIGTERM'] ?? 15), output, stopped });
    });
  });
}

/** @param {(signal: NodeJS.Signals) => void} pass */
function relaySignals(pass) {
  let lastAt = Number.NEGATIVE_INFINITY;
  let stopped = false;
  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => {
    stopped = true;
    const now = performance.now();
    if (now - lastAt < REPEAT_MS) return;
    lastAt = now;
    pass(signal === 'SIGHUP' ? 'SIGTERM' : signal);
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, onSignal);
  return {
    end() {
      for (const signal of signals) process.off(signal, onSignal);
      return stopped;
    },
  };
}

/** What outlives the leader of its group (it was killed) is asked to end, and ended at last. @param {number} leader */
async function endGroup(leader) {
  if (!signalGroup(leader, 'SIGTERM')) return;
  const giveUpAt = performance.now() + GROUP_END_MS;
  while (signalGroup(leader, 0)) {
    if (performance.now() > giveUpAt) signalGroup(leader, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** False when the group is empty. @param {number} leader @param {NodeJS.Signals | 0} signal */
function signalGroup(leader, signal) {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}

module.exports = { runChild };
