import { setTimeout as sleep } from 'node:timers/promises';
import { command } from '@neurohub/sequence-sdk';
import { ScpiInstrument } from '../utils/scpi-instrument.ts';

/** The temperature counts as reached this near to its target, and as held this near, in K. */
const REACHED_K = 0.5;
const HELD_K = 2;
/** The longest way to a temperature, in s: the timer must not end on the way. */
const LONGEST_WAY_S = 21_600;

/**
 * A thermal chamber that batches share. It is on between reach() and stop(). Whoever brought it to its temperature gives it back while
 * it is on; its own timer, which reach() sets, switches it off should nobody come again.
 */
export class Chamber extends ScpiInstrument {
  readonly #pollMs = Number(this.config['poll_ms'] ?? 1000);
  readonly #patienceMs = Number(this.config['patience_s'] ?? 900) * 1000;
  /** This driver has left it on, on purpose. False in a process that comes after a crash. */
  #isLeftOn = false;

  /** Resolves when the chamber says that it neither heats nor cools any more. */
  @command({ displayName: { ko: '정지', en: 'Stop' } })
  async stop(signal: AbortSignal): Promise<void> {
    this.#isLeftOn = false;
    await this.switchOff('OUTP OFF', 'OUTP?', signal);
  }

  /**
   * The station calls it whenever the chamber is given back. On purpose it stays on after reach(), when its timer runs; in any other
   * case, after a Stop on the way or in the process that comes after a crash, it is stopped.
   */
  override async safeStop(signal: AbortSignal): Promise<void> {
    if (this.#isLeftOn && (await this.queryNumber('OUTP:TIM?', signal)) > 0) return;
    await this.stop(signal);
  }

  /** Air temperature in °C. */
  @command({ displayName: { ko: '온도', en: 'Temperature' }, returns: { type: 'float', unit: '°C' } })
  temperature(signal: AbortSignal): Promise<number> {
    return this.queryNumber('MEAS:TEMP?', signal);
  }

  /**
   * Resolves when the temperature is reached; `report` is told how far it is. The chamber holds it for `holdS` seconds more.
   * @throws DriverError when it comes no nearer
   */
  async reach(celsius: number, holdS: number, signal: AbortSignal, report: (celsius: number) => void): Promise<void> {
    this.requireConnected('reach');
    this.#isLeftOn = false;
    await this.client.write(`TEMP ${celsius}`, { signal });
    await this.client.write(`OUTP:TIM ${LONGEST_WAY_S + holdS}`, { signal });
    await this.client.write('OUTP ON', { signal });
    await this.#approach(celsius, signal, report);
    await this.client.write(`OUTP:TIM ${holdS}`, { signal });
    this.#isLeftOn = true;
  }

  /** The temperature, when the chamber is on and holds this one. @throws DriverError when it is off, on the way, or told another */
  async requireHolding(celsius: number, signal: AbortSignal): Promise<number> {
    const isOn = (await this.queryNumber('OUTP?', signal)) === 1;
    const target = await this.queryNumber('TEMP?', signal);
    const now = await this.temperature(signal);
    if (isOn && target === celsius && Math.abs(now - celsius) <= HELD_K) return now;
    throw this.problem(`should hold ${celsius} °C, but is ${isOn ? `on for ${target} °C` : 'off'}, at ${now} °C`);
  }

  async #approach(celsius: number, signal: AbortSignal, report: (celsius: number) => void): Promise<void> {
    let nearest = Number.POSITIVE_INFINITY;
    let since = performance.now();
    for (;;) {
      const now = await this.temperature(signal);
      report(now);
      const distance = Math.abs(now - celsius);
      if (distance <= REACHED_K) return;
      if (distance < nearest) since = performance.now();
      nearest = Math.min(nearest, distance);
      if (performance.now() - since > this.#patienceMs)
        throw this.problem(`stays ${nearest.toFixed(1)} K away from ${celsius} °C`);
      await sleep(this.#pollMs, undefined, { signal });
    }
  }
}
