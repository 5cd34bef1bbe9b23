'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { say } = require('./say.cjs');

const POLL_MS = 200;
/** A lock without a readable owner is being written; this old, its writer died in between. */
const EMPTY_STALE_MS = 5000;

/**
 * Runs `work` while no other process holds the lock file. The lock of a process that has died is taken over, however it died.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withLock(file, work) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  await acquire(file);
  const release = () => fs.rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** @param {string} file */
async function acquire(file) {
  let announced = false;
  while (!tryAcquire(file)) {
    const held = readLock(file);
    if (held && isStale(held)) removeStale(file, held);
    else {
      if (!announced && held) say(`Process ${held.pid ?? '?'} is preparing this folder: waiting …`);
      announced = true;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}

/** @param {string} file */
function tryAcquire(file) {
  try {
    fs.writeFileSync(file, JSON.stringify({ pid: process.pid, startTime: startTime(process.pid) }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * @param {string} file
 * @returns {{text: string, ageMs: number, pid?: number, startTime?: string | null} | undefined}
 */
function readLock(file) {
  try {
    const text = fs.readFileSync(file, 'utf8');
    const ageMs = Date.now() - fs.statSync(file).mtimeMs;
    return { text, ageMs, ...(text === '' ? {} : JSON.parse(text)) };
  } catch {
    return undefined; // released in this moment
  }
}

/** @param {{ageMs: number, pid?: number, startTime?: string | null}} held */
function isStale(held) {
  if (held.pid === undefined) return held.ageMs > EMPTY_STALE_MS;
  // A process id is given again; with its start time it is one process.
  return startTime(held.pid) !== held.startTime || !isAlive(held.pid);
}

/**
 * Two may see the same stale lock: only who moves that very lock away has removed it, another's fresh lock is put back.
 *
 * @param {string} file
 * @param {{text: string}} held
 */
function removeStale(file, held) {
  const aside = `${file}.${process.pid}`;
  try {
    fs.renameSync(file, aside);
    if (fs.readFileSync(aside, 'utf8') !== held.text) fs.linkSync(aside, file);
    fs.rmSync(aside, { force: true });
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(codeOf(error))) throw error;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Clock ticks after boot at which a process began, where /proc tells; null elsewhere. @param {number} pid */
function startTime(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** @param {unknown} error */
const codeOf = (error) => String(/** @type {NodeJS.ErrnoException} */ (error).code);

module.exports = { withLock };
