import { command } from '@neurohub/sequence-sdk';
import { ScpiInstrument } from '../utils/scpi-instrument.ts';

/** How the meter's multiplexer is wired to the fixture. */
export const CHANNELS = { input: 101, rail5v: 102, rail3v3: 103, inputCurrent: 121 } as const;

/** A scanning multimeter: SCPI with channel lists. */
export class Multimeter extends ScpiInstrument {
  /** DC volts at one channel. */
  @command({
    category: 'measurement',
    displayName: { ko: '전압 측정', en: 'Measure voltage' },
    params: {
      channel: {
        type: 'integer',
        options: [CHANNELS.input, CHANNELS.rail5v, CHANNELS.rail3v3],
        default: CHANNELS.rail5v,
      },
    },
    returns: { type: 'float', unit: 'V' },
  })
  async voltage(channel: number, signal: AbortSignal): Promise<number> {
    this.requireConnected('voltage');
    return this.queryNumber(`MEAS:VOLT:DC? (@${channel})`, signal);
  }

  /** DC amperes at one channel. */
  @command({
    category: 'measurement',
    displayName: { ko: '전류 측정', en: 'Measure current' },
    params: { channel: { type: 'integer', options: [CHANNELS.inputCurrent], default: CHANNELS.inputCurrent } },
    returns: { type: 'float', unit: 'A' },
  })
  async current(channel: number, signal: AbortSignal): Promise<number> {
    this.requireConnected('current');
    return this.queryNumber(`MEAS:CURR:DC? (@${channel})`, signal);
  }
}
