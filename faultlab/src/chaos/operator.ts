import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { StartSequenceBody } from '@neurohub/contracts/rest';
import type { History } from '../checker/history.ts';
import { witnessedTimes } from '../checker/watch-station.ts';
import { eventually } from '../harness/eventually.ts';
import type { TestStation } from '../harness/test-station.ts';

const ASK_AGAIN_MS = 25;
const LONGEST_EXECUTION_MS = 40_000;

export interface OperatorOptions {
  batchId: string;
  history: History;
  /** Folder for one witness file per device. */
  witnessDir: string;
  /** Steps of the package; a bad device fails in one of them. */
  stepCount: number;
  random: () => number;
  /** The station that is up; waits for it while there is none. */
  station: () => Promise<TestStation>;
}

/**
 * Tests one device after the other on one batch, as a person does who only has the screen: asks again, with the same commandId, until
 * there is an answer, and takes the next device when the test has ended or the station has come back from the dead.
 */
export class Operator {
  /** How often a request was refused or broke off, by reason. */
  readonly refusals = new Map<string, number>();
  readonly #options: OperatorOptions;
  #count = 0;

  constructor(options: OperatorOptions) {
    this.#options = options;
  }

  async work(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await this.#testOne(signal);
  }

  async #testOne(signal: AbortSignal): Promise<void> {
    const { batchId, history, stepCount, random } = this.#options;
    this.#count += 1;
    const serialNumber = `${batchId}-${this.#count}`;
    const failsAt = random() < 0.2 ? 1 + Math.floor(random() * stepCount) : 0;
    history.requested.push({ serialNumber, batchId, truth: failsAt > 0 ? 'FAIL' : 'PASS' });
    const parameters = { witness: this.#witnessOf(serialNumber), fails_at: failsAt };
    const answer = await this.#ask({ dut: { serialNumber }, parameters, commandId: randomUUID() }, signal);
    if (!answer) return;
    history.accept(serialNumber, answer.executionId);
    await this.#untilEnded(answer);
  }

  async #ask(
    body: StartSequenceBody,
    signal: AbortSignal,
  ): Promise<{ executionId: string; station: TestStation } | null> {
    const { batchId, station } = this.#options;
    while (!signal.aborted) {
      const current = await station();
      try {
        const path = `/api/batches/${batchId}/sequence/start`;
        const { executionId } = await current.data<{ executionId: string }>('POST', path, body);
        return { executionId, station: current };
      } catch (thrown) {
        this.#refused(thrown);
        await pause(ASK_AGAIN_MS);
      }
    }
    return null;
  }

  /** @throws when the execution neither ends nor loses its station. */
  async #untilEnded({ executionId, station }: { executionId: string; station: TestStation }): Promise<void> {
    const { history } = this.#options;
    // Asked again after a restart, the answer may be an execution that the restart has closed before anybody listened.
    const wasClosed = await station.record(executionId).then(
      ({ endReason }) => endReason !== null,
      () => false,
    );
    if (wasClosed) return;
    const isOver = () => history.completed.has(executionId) || !station.isAlive;
    await eventually(isOver, { everyMs: 5, timeoutMs: LONGEST_EXECUTION_MS, what: `the end of ${executionId}` });
  }

  /** Counts the cleanups of every device so far. */
  readWitnesses(): void {
    for (let i = 1; i <= this.#count; i += 1) {
      const serialNumber = `${this.#options.batchId}-${i}`;
      this.#options.history.cleanups.set(serialNumber, witnessedTimes(this.#witnessOf(serialNumber)));
    }
  }

  #witnessOf(serialNumber: string): string {
    return join(this.#options.witnessDir, serialNumber);
  }

  #refused(thrown: unknown): void {
    const code = /\b[A-Z][A-Z_]{4,}\b/.exec(String((thrown as Error).message))?.[0];
    const reason = code ?? 'connection lost';
    this.refusals.set(reason, (this.refusals.get(reason) ?? 0) + 1);
  }
}
