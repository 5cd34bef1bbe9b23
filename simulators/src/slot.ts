/** One slot of the test station: a supply, a meter and a console, all wired to one board. */
import { FaultInjector } from './fault-injector.ts';
import { answerConsole } from './instruments/board-console.ts';
import { createMultimeter } from './instruments/multimeter.ts';
import { createPowerSupply, type PowerSupply } from './instruments/power-supply.ts';
import { LineServer } from './net/line-server.ts';
import { uniform } from './noise.ts';
import { SimulatedBoard } from './simulated-board.ts';
import type { WitnessLog } from './witness-log.ts';

export const INSTRUMENTS = ['dmm', 'power', 'board'] as const;
export type InstrumentName = (typeof INSTRUMENTS)[number];
export type SlotPorts = Record<InstrumentName, number>;

export interface SlotOptions {
  readonly slot: number;
  readonly seed: number;
  readonly badEvery: number;
  readonly hasLatency: boolean;
  readonly witness: WitnessLog;
}

/** Milliseconds an instrument takes to answer, least and most. */
const LATENCY_MS: Record<InstrumentName, readonly [number, number]> = { dmm: [4, 9], power: [2, 5], board: [1, 3] };

export class Slot {
  readonly slot: number;
  readonly board: SimulatedBoard;
  readonly faults: Record<InstrumentName, FaultInjector>;
  readonly power: PowerSupply;
  readonly servers: Record<InstrumentName, LineServer>;
  readonly #options: SlotOptions;

  constructor(options: SlotOptions) {
    const { slot, seed, badEvery, witness } = options;
    this.slot = slot;
    this.#options = options;
    const board = new SimulatedBoard({ seed, slot, badEvery });
    const faults = { dmm: new FaultInjector(), power: new FaultInjector(), board: new FaultInjector() };
    const meter = createMultimeter({ board, faults: faults.dmm, seed, slot });
    this.power = createPowerSupply({
      board,
      faults: faults.power,
      seed,
      slot,
      onOutput: (output) => witness.write({ slot, instrument: 'power', event: 'output', ...output }),
    });
    const { engine } = this.power;
    this.board = board;
    this.faults = faults;
    this.servers = {
      dmm: this.#server(
        'dmm',
        (line) => meter.execute(line),
        () => meter.reportOverflow(),
      ),
      power: this.#server(
        'power',
        (line) => engine.execute(line),
        () => engine.reportOverflow(),
      ),
      board: this.#server(
        'board',
        (line) => answerConsole(board, line),
        () => undefined,
      ),
    };
  }

  #server(name: InstrumentName, answer: (line: string) => string | undefined, onOverflow: () => void): LineServer {
    const { seed, slot, hasLatency, witness } = this.#options;
    const [least, most] = LATENCY_MS[name];
    let lines = 0;
    return new LineServer({
      answer,
      onOverflow,
      onLine: (text) => {
        lines += 1;
        witness.write({ slot, instrument: name, event: 'command', text });
      },
      latencyMs: () => (hasLatency ? least + (most - least) * uniform(seed, `slot${slot}/${name}/latency`, lines) : 0),
      faults: this.faults[name],
      garbage: () => garbageOf(seed, `slot${slot}/${name}/garbage${lines}`),
    });
  }
}

/** 16 bytes outside printable ASCII, ended like a line so that a reader really takes them for an answer. */
function garbageOf(seed: number, stream: string): Buffer {
  const bytes = Array.from({ length: 16 }, (_, index) => 128 + Math.floor(uniform(seed, stream, index) * 128));
  return Buffer.from([...bytes, 0x0a]);
}
