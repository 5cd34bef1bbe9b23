import { command } from '@neurohub/sequence-sdk';
import { ScpiInstrument } from '../utils/scpi-instrument.ts';

/** What feeds the board. */
export class Source extends ScpiInstrument {
  /** Sets the voltage first, so that the board never sees an old one. */
  @command({
    displayName: { ko: '출력 켜기', en: 'Output on' },
    params: { volts: { type: 'float', min: 0, max: 16, unit: 'V', displayName: { ko: '전압', en: 'Voltage' } } },
  })
  async turnOn(volts: number, signal: AbortSignal): Promise<void> {
    this.requireConnected('turnOn');
    await this.client.write(`VOLT ${volts}`, { signal });
    await this.client.write('OUTP ON', { signal });
  }

  @command({ displayName: { ko: '출력 끄기', en: 'Output off' } })
  async turnOff(signal: AbortSignal): Promise<void> {
    await this.switchOff('OUTP OFF', 'OUTP?', signal);
  }

  override async safeStop(signal: AbortSignal): Promise<void> {
    await this.turnOff(signal);
  }
}
