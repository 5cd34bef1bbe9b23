/** A station with things to see on it, behind a proxy that can take the network away. */
import { join } from 'node:path';
import type { StartSequenceBody } from '@neurohub/contracts/rest';
import { type Simulators, startSimulators } from '@neurohub/simulators';
import { TcpFaultProxy } from '../fault-proxy/tcp-fault-proxy.ts';
import { eventually, PROJECT_ROOT, TestStation } from '../harness/index.ts';

const PACKAGES = ['sequences/pcb_test_v1', 'faultlab/fixtures/showroom_v1'].map((path) => join(PROJECT_ROOT, path));

export interface StageOptions {
  /** Text of station.yaml. */
  config: string;
  /** How many slots have simulated instruments. @default 0 */
  instrumentSlots?: number;
  /** Fills it: what was tested before, and what stands on it now. */
  furnish(stage: Stage): Promise<void>;
}

export class Stage implements AsyncDisposable {
  readonly station: TestStation;
  readonly simulators: Simulators | null;
  readonly #proxy: TcpFaultProxy;

  static async open({ config, instrumentSlots = 0, furnish }: StageOptions): Promise<Stage> {
    const simulators = instrumentSlots > 0 ? await startSimulators({ slots: instrumentSlots, latency: false }) : null;
    const station = await TestStation.start({ packages: PACKAGES, config, env: { ...simulators?.env } });
    const stage = new Stage(station, simulators, await TcpFaultProxy.start(Number(new URL(station.address).port)));
    await furnish(stage);
    return stage;
  }

  private constructor(station: TestStation, simulators: Simulators | null, proxy: TcpFaultProxy) {
    this.station = station;
    this.simulators = simulators;
    this.#proxy = proxy;
  }

  /** What a browser opens. */
  get address(): string {
    return `http://127.0.0.1:${this.#proxy.port}`;
  }

  loseNetwork(): Promise<void> {
    return this.#proxy.strike({ kind: 'refuse', ms: null });
  }

  findNetwork(): Promise<void> {
    return this.#proxy.clear();
  }

  /** Waits until the processes of all these batches can test. */
  async untilIdle(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.station.untilState('idle', id);
  }

  /** Tests a unit to its end, and gives its execution's id. */
  async test(id: string, serialNumber: string, more: Partial<StartSequenceBody> = {}): Promise<string> {
    const executionId = await this.station.begin(serialNumber, id, { operator: 'Kim', ...more });
    await this.station.ended(executionId);
    await this.station.untilState('idle', id);
    return executionId;
  }

  /** Begins a test of the showroom package that stays where `play` says. */
  async play(id: string, serialNumber: string, play: 'ask' | 'run'): Promise<void> {
    await this.station.begin(serialNumber, id, { operator: 'Kim', parameters: { play } });
    await this.station.untilStep(play === 'ask' ? 'lookAtLamp' : 'burnIn', id);
    const isThere = async () => {
      const { execution } = await this.station.batch(id);
      const burning = execution?.steps.find(({ name }) => name === 'burnIn');
      return play === 'ask' ? (execution?.prompts.length ?? 0) > 0 : burning?.progress !== undefined;
    };
    await eventually(isThere, { what: `${id}: ${play}` });
  }

  /** Ends whatever is being tested there. */
  async endTest(id: string): Promise<void> {
    const { execution } = await this.station.batch(id);
    if (!execution || execution.endedAt !== undefined) return;
    await this.station.request('POST', `/api/batches/${id}/sequence/stop`);
    await this.station.ended(execution.id);
    await this.station.untilState('idle', id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#proxy.close();
    await this.station.dispose();
    await this.simulators?.close();
  }
}
