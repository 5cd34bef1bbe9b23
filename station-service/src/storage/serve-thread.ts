/** The loop of a database thread: take everything that is queued, do it as one group, answer all of it with one message. */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Group, Job, ThreadMessage, ThreadRequest } from './jobs.ts';
import { describeStorageError } from './sqlite-errors.ts';

export interface ThreadBody {
  run(jobs: readonly Job[]): Group;
  close(): void;
  /** Called when nothing was asked for {@link IDLE_MS}. */
  tidy?(): void;
}

const IDLE_MS = 5_000;

/** Opens the body and serves the port until it is told to close. What fails on the way is answered, never thrown. */
export function serveThread(port: MessagePort, open: () => ThreadBody): void {
  const send = (message: ThreadMessage) => port.postMessage(message);
  let body: ThreadBody;
  try {
    body = open();
  } catch (error) {
    send({ type: 'failed', error: describeStorageError(error, 'open') });
    port.close();
    return;
  }
  let idle: NodeJS.Timeout | undefined;
  port.on('message', (first: ThreadRequest) => {
    clearTimeout(idle);
    const { jobs, isClosing } = drain(port, first);
    if (jobs.length > 0) send({ type: 'group', ...body.run(jobs) });
    if (isClosing) {
      body.close();
      send({ type: 'closed' });
      port.close();
    } else if (body.tidy) {
      idle = setTimeout(() => body.tidy?.(), IDLE_MS);
    }
  });
  send({ type: 'opened' });
}

function drain(port: MessagePort, first: ThreadRequest): { jobs: Job[]; isClosing: boolean } {
  const jobs: Job[] = [];
  let request: ThreadRequest | undefined = first;
  while (request !== undefined && request !== 'close') {
    jobs.push(request);
    request = receiveMessageOnPort(port)?.message;
  }
  return { jobs, isClosing: request === 'close' };
}
