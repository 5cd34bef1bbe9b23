import { open, url, waitForDebugger } from 'node:inspector';
import { CodedError } from '@neurohub/contracts/errors';

/**
 * Opens the inspector on loopback and waits until a debugger is attached; Node prints the address to stderr. Does nothing when this
 * process was started by a debugger.
 * @throws PORT_IN_USE
 */
export function awaitDebugger(port: number): void {
  if (url() !== undefined) return;
  try {
    open(port, '127.0.0.1');
  } catch (cause) {
    throw new CodedError('PORT_IN_USE', `the debugger port ${port} cannot be opened`, { cause });
  }
  if (url() === undefined)
    throw new CodedError('PORT_IN_USE', `the debugger port ${port} is taken: use --inspect-port 0`);
  waitForDebugger();
}
