import { setTimeout as sleep } from 'node:timers/promises';
import { command } from '@neurohub/sequence-sdk';
import { ScpiInstrument } from '../utils/scpi-instrument.ts';

/** The temperature counts as reached this near to its target, in K. */
const REACHED_K = 0.5;
const ASK_EVERY_MS = 20;
/** A chamber that comes no nearer for this many questions does not heat or cool. */
const PATIENCE = 100;

/** A thermal chamber. It heats and cools only between start() and stop(). */
export class Chamber extends ScpiInstrument {
  @command({ displayName: { ko: '시작', en: 'Start' } })
  async start(signal: AbortSignal): Promise<void> {
    this.requireConnected('start');
    await this.client.write('OUTP ON', { signal });
  }

  /** Resolves when the chamber says that it neither heats nor cools any more. */
  @command({ displayName: { ko: '정지', en: 'Stop' } })
  async stop(signal: AbortSignal): Promise<void> {
    await this.switchOff('OUTP OFF', 'OUTP?', signal);
  }

  /** The same: what stays behind is a warm chamber, not one that goes on heating. */
  override async safeStop(signal: AbortSignal): Promise<void> {
    await this.stop(signal);
  }

  /** Air temperature in °C. */
  @command({ displayName: { ko: '온도', en: 'Temperature' }, returns: { type: 'float', unit: '°C' } })
  temperature(signal: AbortSignal): Promise<number> {
    return this.queryNumber('MEAS:TEMP?', signal);
  }

  /**
   * Resolves when the temperature is reached; `report` is told how far it is.
   * @throws DriverError when it comes no nearer
   */
  async goTo(celsius: number, signal: AbortSignal, report: (celsius: number) => void = () => undefined): Promise<void> {
    this.requireConnected('goTo');
    await this.client.write(`TEMP ${celsius}`, { signal });
    let nearest = Number.POSITIVE_INFINITY;
    for (let patience = PATIENCE; patience > 0; patience -= 1) {
      const now = await this.temperature(signal);
      report(now);
      const distance = Math.abs(now - celsius);
      if (distance <= REACHED_K) return;
      if (distance < nearest) patience = PATIENCE;
      nearest = Math.min(nearest, distance);
      await sleep(ASK_EVERY_MS, undefined, { signal });
    }
    throw this.problem(`stays ${nearest.toFixed(1)} K away from ${celsius} °C`);
  }
}
