/**
 * The board in the fixture of one slot: what the supply puts in decides what the meter finds on its rails and what the
 * firmware says. True values only; noise belongs to the instruments. Each power-up is another board with its own tolerances.
 */
import { gaussian, uniform } from './noise.ts';

export const BOARD_FAULTS = [
  'none',
  'rail5vLow', // 4.4 V
  'rail3v3High', // 3.6 V
  'overcurrent', // draws 0.31 A
  'wrongFirmware', // boots an older version
  'deadFirmware', // is powered and says nothing
] as const;
export type BoardFault = (typeof BOARD_FAULTS)[number];

export const TEST_POINTS = ['input', 'rail5v', 'rail3v3'] as const;
export type TestPoint = (typeof TEST_POINTS)[number];

export const FIRMWARE = 'FW 1.4.2 (build 88)';
const OLD_FIRMWARE = 'FW 1.3.9 (build 71)';

/** Volts. Below this nothing on the board moves. */
const ALIVE_ABOVE = 1;
const DROPOUT_5V = 1;
const DROPOUT_3V3 = 0.3;
const BROWN_OUT_3V3 = 3;

export interface BoardOptions {
  readonly seed: number;
  readonly slot: number;
  /** Every n-th board is bad, by turns in the ways above; 0 = none is. */
  readonly badEvery: number;
}

export class SimulatedBoard {
  readonly #options: BoardOptions;
  #forcedFault: BoardFault = 'none';
  #source = { volts: 0, limitAmperes: 0 };
  #number = 0;

  constructor(options: BoardOptions) {
    this.#options = options;
  }

  /** Which board is in the fixture: counts power-ups, 0 = none yet. */
  get number(): number {
    return this.#number;
  }

  get fault(): BoardFault {
    if (this.#forcedFault !== 'none') return this.#forcedFault;
    const { badEvery } = this.#options;
    if (badEvery === 0 || this.#number === 0 || this.#number % badEvery !== 0) return 'none';
    return BOARD_FAULTS[1 + ((this.#number / badEvery - 1) % (BOARD_FAULTS.length - 1))] ?? 'none';
  }

  /** Makes every board bad in this way until it is set to `none`. */
  forceFault(fault: BoardFault): void {
    this.#forcedFault = fault;
  }

  get isPowered(): boolean {
    return this.#source.volts > ALIVE_ABOVE;
  }

  /** The supply's output as it is now: 0 V when it is off. */
  connectSource(volts: number, limitAmperes: number): void {
    const wasPowered = this.isPowered;
    this.#source = { volts, limitAmperes };
    if (this.isPowered && !wasPowered) this.#number += 1;
  }

  /** Amperes drawn from the supply, at most its limit. */
  inputCurrent(): number {
    return Math.min(this.#demand(), this.#source.limitAmperes);
  }

  /** Volts at a test point. A supply in current limit sags in proportion. */
  voltage(point: TestPoint): number {
    const demand = this.#demand();
    const input = this.#source.volts * (demand > 0 ? this.inputCurrent() / demand : 1);
    if (point === 'input') return input;
    const rail5v = Math.max(0, Math.min(this.#regulated(5, 'rail5v'), input - DROPOUT_5V));
    if (point === 'rail5v') return rail5v;
    return Math.max(0, Math.min(this.#regulated(3.3, 'rail3v3'), rail5v - DROPOUT_3V3));
  }

  /** What the console answers; undefined when nothing runs. */
  firmware(): string | undefined {
    if (this.voltage('rail3v3') < BROWN_OUT_3V3 || this.fault === 'deadFirmware') return undefined;
    return this.fault === 'wrongFirmware' ? OLD_FIRMWARE : FIRMWARE;
  }

  #demand(): number {
    if (!this.isPowered) return 0;
    return this.fault === 'overcurrent' ? 0.31 : 0.078 + 0.016 * this.#chance('current');
  }

  /** A regulator is within 1 % (four sigma) of its nominal voltage. */
  #regulated(nominal: number, rail: 'rail5v' | 'rail3v3'): number {
    if (rail === 'rail5v' && this.fault === 'rail5vLow') return 4.42;
    if (rail === 'rail3v3' && this.fault === 'rail3v3High') return 3.62;
    return nominal * (1 + 0.0025 * gaussian(this.#options.seed, this.#stream(rail), this.#number));
  }

  #chance(what: string): number {
    return uniform(this.#options.seed, this.#stream(what), this.#number);
  }

  #stream(what: string): string {
    return `slot${this.#options.slot}/board/${what}`;
  }
}
