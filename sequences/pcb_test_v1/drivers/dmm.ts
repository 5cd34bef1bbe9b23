import { ScpiInstrument } from '../utils/scpi-instrument.ts';

/** How the meter's multiplexer is wired to the fixture. */
export const CHANNELS = { input: 101, rail5v: 102, rail3v3: 103, inputCurrent: 121 } as const;

/** A scanning multimeter: SCPI with channel lists. */
export class Multimeter extends ScpiInstrument {
  /** DC volts at one channel. */
  async voltage(channel: number, signal: AbortSignal): Promise<number> {
    this.requireConnected('voltage');
    return this.queryNumber(`MEAS:VOLT:DC? (@${channel})`, signal);
  }

  /** DC amperes at one channel. */
  async current(channel: number, signal: AbortSignal): Promise<number> {
    this.requireConnected('current');
    return this.queryNumber(`MEAS:CURR:DC? (@${channel})`, signal);
  }
}
