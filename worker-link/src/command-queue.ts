import { CodedError } from '@neurohub/contracts/errors';
import { MAX_FRAME_BYTES } from '@neurohub/contracts/vocabulary';
import { Request } from 'zeromq';

const ANSWER_WITHIN_MS = 1_000;

interface Waiting {
  frame: string;
  attempts: number;
  resolve: (reply: string) => void;
  reject: (error: Error) => void;
}

/**
 * The one owner of a worker's command socket. One command is under way at a time; an urgent one goes to the front of the queue.
 * A command without an answer is sent again, up to `attempts` times: the worker knows it by its commandId.
 */
export class CommandQueue {
  readonly socket = new Request({
    relaxed: true,
    correlate: true,
    sendTimeout: ANSWER_WITHIN_MS,
    receiveTimeout: ANSWER_WITHIN_MS,
    maxMessageSize: MAX_FRAME_BYTES,
    linger: 0,
  });
  #queue: Waiting[] = [];
  #busy = false;
  #closed = false;

  send(frame: string, { urgent = false, attempts = 1 } = {}): Promise<string> {
    if (this.#closed) return Promise.reject(closedError());
    return new Promise((resolve, reject) => {
      const waiting = { frame, attempts, resolve, reject };
      if (urgent) this.#queue.unshift(waiting);
      else this.#queue.push(waiting);
      if (!this.#busy) void this.#work();
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.socket.close();
    for (const waiting of this.#queue.splice(0)) waiting.reject(closedError());
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) await this.#exchange(next);
    this.#busy = false;
  }

  async #exchange(waiting: Waiting): Promise<void> {
    try {
      await this.socket.send(waiting.frame);
      const [reply] = await this.socket.receive();
      waiting.resolve(String(reply));
    } catch (thrown) {
      const timedOut = (thrown as NodeJS.ErrnoException).code === 'EAGAIN';
      if (this.#closed) waiting.reject(closedError());
      else if (!timedOut) waiting.reject(thrown as Error);
      else if (waiting.attempts > 1) this.#requeue(waiting);
      else waiting.reject(new CodedError('WORKER_TIMEOUT', `the worker did not answer within ${ANSWER_WITHIN_MS} ms`));
    }
  }

  /** Behind whatever became urgent meanwhile, before everything else. */
  #requeue(waiting: Waiting): void {
    this.#queue.splice(Math.min(1, this.#queue.length), 0, { ...waiting, attempts: waiting.attempts - 1 });
  }
}

function closedError(): CodedError {
  return new CodedError('BATCH_NOT_RUNNING', 'the worker process has ended');
}
