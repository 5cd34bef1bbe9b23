import { ScpiInstrument } from './scpi-instrument.ts';

export class PowerSupply extends ScpiInstrument {
  /** The settings come before the output, so that the product never sees old ones. */
  async turnOn(output: { volts: number; limitAmperes: number }, signal: AbortSignal): Promise<void> {
    this.requireConnected('turnOn');
    await this.client.write(`VOLT ${output.volts}`, { signal });
    await this.client.write(`CURR ${output.limitAmperes}`, { signal });
    await this.client.write('OUTP ON', { signal });
  }

  async turnOff(signal: AbortSignal): Promise<void> {
    this.requireConnected('turnOff');
    await this.client.write('OUTP OFF', { signal });
  }

  /** Called by the station at the end of every execution, and when a process was lost. */
  override async safeStop(signal: AbortSignal): Promise<void> {
    // It may be called when nothing is connected any more.
    await this.client.connect({ signal });
    await this.client.write('OUTP OFF', { signal });
  }
}
