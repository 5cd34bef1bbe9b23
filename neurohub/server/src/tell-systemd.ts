import { execFile } from 'node:child_process';
import type { Logger } from './hub-log.ts';

const WITHIN_MS = 10_000;

/**
 * `Type=notify`: NeuroHub is ready. Without systemd (`NOTIFY_SOCKET` not set) nobody is told. By `systemd-notify`, since Node has no
 * datagram sockets of the file system. Never rejects.
 */
export function tellSystemd({ NOTIFY_SOCKET, PATH }: NodeJS.ProcessEnv, log: Logger): Promise<void> {
  if (!NOTIFY_SOCKET) return Promise.resolve();
  return new Promise((resolve) => {
    execFile('systemd-notify', ['READY=1'], { env: { NOTIFY_SOCKET, PATH }, timeout: WITHIN_MS }, (err) => {
      if (err) log.warn({ err }, 'systemd could not be told that NeuroHub is ready');
      resolve();
    });
  });
}
