import { LineServer, ScpiError, ScpiSimulator, Simulator } from '@neurohub/sequence-sdk/simulator';
import { CHANNELS } from '../drivers/dmm.ts';
import { Board } from './board.ts';

/** All three instruments of the package, wired to one board. */
export class Bench extends Simulator {
  readonly board = new Board();

  readonly #servers = {
    dmm: new ScpiSimulator({
      identity: 'NeuroHub,SIM-DMM22,SIM-DMM,1.0',
      commands: {
        'MEASure:VOLTage[:DC]?': (list) => this.#volts(channelOf(list)),
        'MEASure:CURRent[:DC]?': (list) => {
          if (channelOf(list) !== CHANNELS.inputCurrent) throw new ScpiError();
          return this.board.amperes;
        },
      },
    }),
    power: new ScpiSimulator({
      identity: 'NeuroHub,SIM-PSU32,SIM-PSU,1.0',
      reset: () => this.board.switchOff(),
      commands: {
        VOLTage: (text) => {
          this.board.volts = numberFrom(text, 32);
        },
        CURRent: (text) => {
          this.board.limitAmperes = numberFrom(text, 3);
        },
        OUTPut: (text) => {
          this.board.isOn = text === 'ON' || text === '1';
        },
        'OUTPut?': () => (this.board.isOn ? 1 : 0),
        'MEASure:VOLTage[:DC]?': () => this.board.input,
      },
    }),
    board: new LineServer((line) => {
      if (!this.board.isPowered) return undefined;
      return line === 'VERSION?' ? 'FW 1.4.2 (build 88)' : line === 'PING' ? 'PONG' : 'ERR unknown command';
    }),
  };

  async start() {
    const { dmm, power, board } = this.#servers;
    return { dmm: await dmm.start(), power: await power.start(), board: await board.start() };
  }

  async stop() {
    await Promise.all(Object.values(this.#servers).map((server) => server.stop()));
  }

  #volts(channel: number): number {
    switch (channel) {
      case CHANNELS.input:
        return this.board.input;
      case CHANNELS.rail5v:
        return this.board.rail5v;
      case CHANNELS.rail3v3:
        return this.board.rail3v3;
      default:
        throw new ScpiError();
    }
  }
}

/** `(@102)` → 102 */
const channelOf = (list = ''): number => Number(/^\(@(\d+)\)$/.exec(list)?.[1]);

function numberFrom(text: string | undefined, max: number): number {
  const value = Number(text);
  if (value >= 0 && value <= max) return value;
  throw new ScpiError();
}
