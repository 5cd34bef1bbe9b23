import { ScpiSimulator, Simulator } from '@neurohub/sequence-sdk/simulator';

/** A supply and a meter that measures its output, over real sockets: for the tests, for `station run --simulate`, for a station. */
export class Bench extends Simulator {
  isOn = false;
  /** What the meter reads, relative to what was set. */
  gain = 1;
  #volts = 0;

  readonly #dmm = new ScpiSimulator({
    identity: 'SIM,DMM,1,1.0',
    commands: { 'MEASure:VOLTage:DC?': () => (this.isOn ? this.#volts * this.gain : 0) },
  });

  readonly #power = new ScpiSimulator({
    identity: 'SIM,PSU,1,1.0',
    commands: {
      VOLTage: (text) => {
        this.#volts = Number(text);
      },
      CURRent: () => undefined,
      OUTPut: (text) => {
        this.isOn = text === 'ON';
      },
    },
  });

  /** The settings by which each driver finds its instrument. */
  async start() {
    return { dmm: await this.#dmm.start(), power: await this.#power.start() };
  }

  async stop() {
    await Promise.all([this.#dmm.stop(), this.#power.stop()]);
  }
}
