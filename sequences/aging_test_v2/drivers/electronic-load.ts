import { command } from '@neurohub/sequence-sdk';
import { ScpiInstrument } from '../utils/scpi-instrument.ts';

/** Draws a current from the board's output, and measures its voltage. */
export class ElectronicLoad extends ScpiInstrument {
  @command({
    displayName: { ko: '부하 인가', en: 'Draw' },
    params: { amperes: { type: 'float', min: 0, max: 5, unit: 'A', displayName: { ko: '전류', en: 'Current' } } },
  })
  async draw(amperes: number, signal: AbortSignal): Promise<void> {
    this.requireConnected('draw');
    await this.client.write(`CURR ${amperes}`, { signal });
    await this.client.write('INP ON', { signal });
  }

  @command({ displayName: { ko: '부하 해제', en: 'Release' } })
  async release(signal: AbortSignal): Promise<void> {
    await this.switchOff('INP OFF', 'INP?', signal);
  }

  override async safeStop(signal: AbortSignal): Promise<void> {
    await this.release(signal);
  }

  /** Volts at the board's output. */
  @command({ displayName: { ko: '출력 전압', en: 'Output voltage' }, returns: { type: 'float', unit: 'V' } })
  voltage(signal: AbortSignal): Promise<number> {
    return this.queryNumber('MEAS:VOLT?', signal);
  }
}
