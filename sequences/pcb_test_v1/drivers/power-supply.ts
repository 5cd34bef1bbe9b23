import { command, DriverError } from '@neurohub/sequence-sdk';
import { ScpiInstrument } from '../utils/scpi-instrument.ts';

/** A power supply with one output. */
export class PowerSupply extends ScpiInstrument {
  #isOn = false;

  /** Sets voltage and limit, then switches the output on; the settings come first so that the board never sees old ones. */
  @command({
    displayName: { ko: '출력 켜기', en: 'Output on' },
    params: {
      volts: { type: 'float', min: 0, max: 24, unit: 'V', displayName: { ko: '전압', en: 'Voltage' } },
      limitAmperes: {
        type: 'float',
        min: 0.01,
        max: 2,
        default: 0.5,
        unit: 'A',
        displayName: { ko: '전류 제한', en: 'Current limit' },
      },
    },
  })
  async turnOn(volts: number, limitAmperes: number, signal: AbortSignal): Promise<void> {
    this.requireConnected('turnOn');
    await this.client.write(`VOLT ${volts}`, { signal });
    await this.client.write(`CURR ${limitAmperes}`, { signal });
    await this.client.write('OUTP ON', { signal });
    this.#isOn = true;
    this.log.info(`output on: ${volts} V, at most ${limitAmperes} A`);
  }

  /** Resolves when the supply itself says that its output is off. Connects anew if the connection was lost. */
  @command({ displayName: { ko: '출력 끄기', en: 'Output off' } })
  async turnOff(signal: AbortSignal): Promise<void> {
    await this.client.connect({ signal });
    const state = await this.client.query('OUTP OFF;OUTP?', { signal });
    if (Number(state) === 0 && state !== '') {
      this.#isOn = false;
      return this.log.info('output off');
    }
    throw new DriverError(`"${this.name}" was told OUTP OFF and answers "${state.slice(0, 80)}" to OUTP?`, {
      instrument: this.name,
      command: 'OUTP OFF;OUTP?',
    });
  }

  /** The same: off, read back. The station calls it at the end of every execution, also after a failed cleanup step. */
  override async safeStop(signal: AbortSignal): Promise<void> {
    await this.turnOff(signal);
  }

  /** Its output after the connection was lost: it may have been without power. */
  override async reconnected(signal: AbortSignal): Promise<void> {
    const isOn = Number(await this.client.query('OUTP?', { signal })) === 1;
    if (isOn !== this.#isOn) throw new DriverError(`the output of "${this.name}" is ${isOn ? 'on' : 'off'} now`);
  }

  /** Volts at the output, as the supply measures them. */
  @command({ displayName: { ko: '출력 전압', en: 'Output voltage' }, returns: { type: 'float', unit: 'V' } })
  async measureVoltage(signal: AbortSignal): Promise<number> {
    this.requireConnected('measureVoltage');
    return this.queryNumber('MEAS:VOLT?', signal);
  }
}
