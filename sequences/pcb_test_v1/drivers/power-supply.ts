import { DriverError } from '@neurohub/sequence-sdk';
import { ScpiInstrument } from '../utils/scpi-instrument.ts';

/** A power supply with one output. */
export class PowerSupply extends ScpiInstrument {
  /** Sets voltage and limit, then switches the output on; the settings come first so that the board never sees old ones. */
  async turnOn(output: { volts: number; limitAmperes: number }, signal: AbortSignal): Promise<void> {
    this.requireConnected('turnOn');
    await this.client.write(`VOLT ${output.volts}`, { signal });
    await this.client.write(`CURR ${output.limitAmperes}`, { signal });
    await this.client.write('OUTP ON', { signal });
    this.log.info(`output on: ${output.volts} V, at most ${output.limitAmperes} A`);
  }

  /** Resolves when the supply itself says that its output is off. Connects anew if the connection was lost. */
  async turnOff(signal: AbortSignal): Promise<void> {
    await this.client.connect({ signal });
    const state = await this.client.query('OUTP OFF;OUTP?', { signal });
    if (Number(state) === 0 && state !== '') return this.log.info('output off');
    throw new DriverError(`"${this.name}" was told OUTP OFF and answers "${state.slice(0, 80)}" to OUTP?`, {
      instrument: this.name,
      command: 'OUTP OFF;OUTP?',
    });
  }

  /** The same: off, read back. The station calls it at the end of every execution, also after a failed cleanup step. */
  override async safeStop(signal: AbortSignal): Promise<void> {
    await this.turnOff(signal);
  }

  /** Volts at the output, as the supply measures them. */
  async measureVoltage(signal: AbortSignal): Promise<number> {
    this.requireConnected('measureVoltage');
    return this.queryNumber('MEAS:VOLT?', signal);
  }
}
