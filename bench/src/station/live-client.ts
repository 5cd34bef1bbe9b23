import type { SequenceComplete, StepProgress, SubscribeAnswer } from '@neurohub/contracts/events';
import type { ExecutionSummary } from '@neurohub/contracts/record';
import { io, type Socket } from 'socket.io-client';
import { machineMs } from '../clock.ts';

type Ended = Extract<StepProgress, { kind: 'ended' }>;

/** One committed step as it arrived. */
export interface Arrival {
  /** On the machine's clock. */
  atMs: number;
  step: Ended['step'];
}

/** A client of the live stream, as a browser is one: subscribed to every batch, it sees every event. */
export class LiveClient implements Disposable {
  readonly #socket: Socket;
  readonly #arrivals = new Map<string, Arrival[]>();
  readonly #ends = new Map<string, PromiseWithResolvers<ExecutionSummary>>();

  static async connect(address: string): Promise<LiveClient> {
    const socket = io(address, { transports: ['websocket'], reconnection: false });
    const client = new LiveClient(socket);
    const answer = (await socket.emitWithAck('subscribe', {})) as SubscribeAnswer;
    if (!answer.success) throw new Error(answer.error.message);
    return client;
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('step_progress', (event: StepProgress) => {
      if (event.kind === 'ended') this.#arrivalsOf(event.executionId).push({ atMs: machineMs(), step: event.step });
    });
    socket.on('sequence_complete', ({ execution }: SequenceComplete) => this.#end(execution.id).resolve(execution));
  }

  /** Resolves with the execution and what arrived of it, once it is over. */
  async ended(executionId: string): Promise<{ execution: ExecutionSummary; arrivals: Arrival[] }> {
    const execution = await this.#end(executionId).promise;
    if (execution.verdict !== 'PASS')
      throw new Error(
        `the execution was to pass: ${execution.verdict} ${execution.endReason} ${execution.error?.message ?? ''}`,
      );
    return { execution, arrivals: this.#arrivalsOf(executionId) };
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #arrivalsOf(id: string): Arrival[] {
    const known = this.#arrivals.get(id);
    if (known) return known;
    const fresh: Arrival[] = [];
    this.#arrivals.set(id, fresh);
    return fresh;
  }

  #end(id: string): PromiseWithResolvers<ExecutionSummary> {
    const known = this.#ends.get(id);
    if (known) return known;
    const fresh = Promise.withResolvers<ExecutionSummary>();
    this.#ends.set(id, fresh);
    return fresh;
  }
}
