// Loaded before a program: asks it to end, as by SIGTERM, when the process that holds the other end of its stdin is gone.
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.stdin.once('end', () => process.kill(process.pid, 'SIGTERM'));
  process.stdin.once('error', () => process.kill(process.pid, 'SIGTERM'));
  process.stdin.resume();
  /** @type {import('node:net').Socket} */ (process.stdin).unref();
}
