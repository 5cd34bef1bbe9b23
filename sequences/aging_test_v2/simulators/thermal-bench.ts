import { ScpiSimulator, Simulator } from '@neurohub/sequence-sdk/simulator';

/** What can go wrong. The first two are bad boards, the others a bad bench. */
export type BenchFault =
  | 'none'
  | 'drifts'
  | 'dead_board'
  | 'load_silent_once'
  | 'load_silent'
  | 'chamber_stuck'
  | 'chamber_trips';

const ROOM_CELSIUS = 25;
/** The temperature goes this far between two questions: how long anything takes makes no difference. */
const STEP_K = 5;

/** A chamber, a source and a load around one board. The same commands give the same answers, whatever time passes. */
export class ThermalBench extends Simulator {
  /** May be changed while it runs. */
  fault = (this.context.parameters['simulated_fault'] ?? 'none') as BenchFault;
  #celsius = ROOM_CELSIUS;
  #target = ROOM_CELSIUS;
  #volts = 0;
  #amperes = 0;
  #cycles = 0;
  #timerS = 0;
  /** What the chamber was told, in order: the temperature when it is switched on, and `off` when that ends. */
  readonly chamberHistory: (number | 'off')[] = [];
  readonly #on = { chamber: false, source: false, load: false };

  readonly #instruments = {
    chamber: new ScpiSimulator({
      identity: 'NeuroHub,SIM-CHAMBER,SIM-TC1,1.0',
      commands: {
        'OUTPut[:STATe]': (state) => this.#switch('chamber', state),
        'OUTPut[:STATe]?': () => Number(this.#on.chamber),
        TEMPerature: (celsius) => {
          this.#target = Number(celsius);
        },
        'TEMPerature?': () => this.#target,
        'OUTPut:TIMer': (seconds) => {
          this.#timerS = Number(seconds);
        },
        // It is not counted down: how long anything takes makes no difference here.
        'OUTPut:TIMer?': () => (this.#on.chamber ? this.#timerS : 0),
        'MEASure:TEMPerature?': () => this.#approach(),
      },
    }),
    source: new ScpiSimulator({
      identity: 'NeuroHub,SIM-SOURCE,SIM-PS1,1.0',
      commands: {
        VOLTage: (volts) => {
          this.#volts = Number(volts);
        },
        'OUTPut[:STATe]': (state) => this.#switch('source', state),
        'OUTPut[:STATe]?': () => Number(this.#on.source),
      },
    }),
    load: new ScpiSimulator({
      identity: 'NeuroHub,SIM-LOAD,SIM-EL1,1.0',
      commands: {
        CURRent: (amperes) => {
          this.#amperes = Number(amperes);
        },
        'INPut[:STATe]': (state) => this.#switch('load', state),
        'INPut[:STATe]?': () => Number(this.#on.load),
        'MEASure:VOLTage?': () => this.#answerOfLoad(),
      },
    }),
  };

  /** Nothing heats, feeds or draws, as somebody beside the bench would see it. */
  get isSafe(): boolean {
    return Object.values(this.#on).every((isOn) => !isOn);
  }

  /** What is on now. */
  get isOn(): Readonly<Record<'chamber' | 'source' | 'load', boolean>> {
    return this.#on;
  }

  /** The settings by which the drivers find it. */
  async start() {
    const { chamber, source, load } = this.#instruments;
    const [atChamber, atSource, atLoad] = await Promise.all([chamber.start(), source.start(), load.start()]);
    const settings = { timeout_ms: 500 };
    return {
      chamber: { ...atChamber, ...settings, poll_ms: 5, patience_s: 1 },
      source: { ...atSource, ...settings },
      load: { ...atLoad, ...settings },
    };
  }

  async stop() {
    await Promise.all(Object.values(this.#instruments).map((instrument) => instrument.stop()));
  }

  #switch(name: 'chamber' | 'source' | 'load', state: string | undefined): undefined {
    const isOn = state === 'ON' || state === '1';
    if (name === 'source' && isOn && !this.#on.source) this.#cycles += 1;
    if (name === 'chamber' && (isOn || this.#on.chamber)) this.chamberHistory.push(isOn ? this.#target : 'off');
    this.#on[name] = isOn;
    if (name === 'source' && isOn && this.fault === 'chamber_trips') this.#switch('chamber', 'OFF');
  }

  /** Towards the target while it is on, towards the room while it is off. */
  #approach(): number {
    const target = this.#on.chamber ? this.#target : ROOM_CELSIUS;
    if (this.fault === 'chamber_stuck') return this.#celsius;
    const distance = Math.min(STEP_K, Math.max(-STEP_K, target - this.#celsius));
    this.#celsius += distance;
    return this.#celsius;
  }

  /** Undefined: it says nothing. */
  #answerOfLoad(): string | undefined {
    if (this.fault === 'load_silent') return undefined;
    if (this.fault === 'load_silent_once') {
      this.fault = 'none';
      return undefined;
    }
    return this.#outputVolts().toFixed(4);
  }

  /** A regulator: a little less when it is warm or loaded; a bad one more with each time it is switched on. */
  #outputVolts(): number {
    if (!this.#on.source || this.#volts < 7 || this.fault === 'dead_board') return 0;
    const drift = this.fault === 'drifts' ? 0.06 * this.#cycles : 0.0005 * this.#cycles;
    return 5 - 0.0004 * (this.#celsius - ROOM_CELSIUS) - 0.01 * (this.#on.load ? this.#amperes : 0) - drift;
  }
}
