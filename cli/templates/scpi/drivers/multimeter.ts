import { ScpiInstrument } from './scpi-instrument.ts';

export class Multimeter extends ScpiInstrument {
  /** DC volts. */
  async voltage(signal: AbortSignal): Promise<number> {
    this.requireConnected('voltage');
    return this.queryNumber('MEAS:VOLT:DC?', signal);
  }
}
