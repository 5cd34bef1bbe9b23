/** The loop of a thread whose work is asynchronous: one job after the other, each answered by itself. */
import type { MessagePort } from 'node:worker_threads';
import type { Job, Reply, ThreadMessage, ThreadRequest } from '../storage/jobs.ts';
import { describeStorageError } from '../storage/sqlite-errors.ts';

type AsyncOperations = { [name: string]: (argument: never) => unknown };

export interface OneByOneBody {
  operations: AsyncOperations;
  close(): void;
}

/** Opens the body and serves the port until it is told to close. What fails on the way is answered, never thrown. */
export function serveOneByOne(port: MessagePort, open: () => OneByOneBody): void {
  const send = (message: ThreadMessage) => port.postMessage(message);
  let body: OneByOneBody;
  try {
    body = open();
  } catch (error) {
    send({ type: 'failed', error: describeStorageError(error, 'open') });
    port.close();
    return;
  }
  const serve = async (request: ThreadRequest) => {
    if (request !== 'close') {
      const reply = await answer(body.operations, request);
      send({ type: 'group', replies: [reply], commitMs: null, fault: null });
      return;
    }
    body.close();
    send({ type: 'closed' });
    port.close();
  };
  let last: Promise<void> = Promise.resolve();
  port.on('message', (request: ThreadRequest) => {
    last = last.then(() => serve(request));
  });
  send({ type: 'opened' });
}

async function answer(operations: AsyncOperations, { id, operation, argument }: Job): Promise<Reply> {
  try {
    return { id, result: await operations[operation]?.(argument as never) };
  } catch (error) {
    return { id, error: describeStorageError(error, operation) };
  }
}
