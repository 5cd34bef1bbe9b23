/** A busy line: eight batches, each fifty steps a second, without a pause, and who looks at it besides the browser. */
import { setTimeout as pause } from 'node:timers/promises';
import type { SequenceComplete, StepProgress, SubscribeAnswer } from '@neurohub/contracts/events';
import { io, type Socket } from 'socket.io-client';
import { machineMs } from '../clock.ts';
import { BenchStation } from '../station/bench-station.ts';
import { furnish } from '../station/furnish.ts';
import { CLOCK_STATEMENT, writeStepsPackage } from '../station/steps-package.ts';

export const BATCHES = 8;
export const STEPS_PER_SECOND = 50;
/** Five seconds of testing; then the next unit. */
const STEPS = 250;

/** Each step ends at the next fiftieth of a second, however long the one before took. */
const PACED_BODY = `
    const pace = this as { dueMs?: number };
    pace.dueMs = Math.max((pace.dueMs ?? 0) + ${1000 / STEPS_PER_SECOND}, performance.now());
    await this.sleep(Math.max(0, pace.dueMs - performance.now()));
    ${CLOCK_STATEMENT}
    this.measure('voltage', 5.01, { unit: 'V', limits: { low: 4.5, high: 5.5 } });`;

/** One step as the events call it. */
export const stepKey = (executionId: string, seq: number) => `${executionId} ${seq}`;

export class Load implements AsyncDisposable {
  readonly station: BenchStation;
  readonly #socket: Socket;
  readonly #ends = new Map<string, () => void>();
  #arrivals: Map<string, number> | null = null;
  #isOver = false;
  #works: Promise<unknown> = Promise.resolve();

  static async start(options: { buildRoot: string; folder: string }): Promise<Load> {
    const body = () => PACED_BODY;
    furnish(options.folder, {
      package: writeStepsPackage(options.folder, 'busy_line', { steps: STEPS, body }),
      batches: BATCHES,
    });
    const station = await BenchStation.start(options);
    const socket = io(station.address, { transports: ['websocket'], reconnection: false });
    const answer = (await socket.emitWithAck('subscribe', {})) as SubscribeAnswer;
    if (!answer.success) throw new Error(answer.error.message);
    return new Load(station, socket);
  }

  private constructor(station: BenchStation, socket: Socket) {
    this.station = station;
    this.#socket = socket;
    socket.on('step_progress', (event: StepProgress) => {
      if (event.kind === 'ended') this.#arrivals?.set(stepKey(event.executionId, event.seq), machineMs());
    });
    socket.on('sequence_complete', ({ execution }: SequenceComplete) => this.#ends.get(execution.id)?.());
  }

  /** Tests unit after unit in every batch until the end, once all can. */
  async begin(): Promise<void> {
    while (!(await this.station.batches()).every(({ processState }) => processState === 'idle')) await pause(100);
    this.#works = Promise.all(Array.from({ length: BATCHES }, (_, i) => this.#work(`b${i + 1}`)));
  }

  /** When each step that ended during `work` was told to a client that does nothing else, on the machine's clock. */
  async arrivalsDuring(work: () => Promise<void>): Promise<ReadonlyMap<string, number>> {
    const arrivals = new Map<string, number>();
    this.#arrivals = arrivals;
    await work();
    this.#arrivals = null;
    return arrivals;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await this.#works;
    this.#socket.close();
    await this.station.close();
  }

  async #work(batchId: string): Promise<void> {
    for (let n = 1; !this.#isOver; n += 1) {
      const executionId = await this.station.begin(batchId, `${batchId}-${n}`);
      const over = Promise.withResolvers<void>();
      this.#ends.set(executionId, over.resolve);
      await over.promise;
      this.#ends.delete(executionId);
    }
  }
}
