import type { BatchView } from '@neurohub/contracts/rest';
import type { Alarms } from '../core/alarms.ts';
import type { ServiceEvents } from '../core/events.ts';

/** So long may a test stand with something armed before people are told. */
const ALARM_AFTER_MS = 5 * 60_000;

interface Watched {
  events: Pick<ServiceEvents, 'on'>;
  alarms: Pick<Alarms, 'raise' | 'clear'>;
  /** The instruments that an execution has armed, and not made safe. */
  armedBy: (executionId: string) => Promise<string[]>;
}

/** Raises an alarm for each test that stands paused for long while instruments may be on. Ends when it is disposed. */
export function watchPauses({ events, alarms, armedBy }: Watched): Disposable {
  const standing = new Map<string, NodeJS.Timeout>();
  const alarmOf = (batchId: string) => ({ code: 'PAUSED_WHILE_ARMED', batchId }) as const;
  const tell = async ({ id, execution }: BatchView) => {
    const timer = standing.get(id);
    const armed = await armedBy(execution?.id ?? '');
    // It may have gone on meanwhile.
    if (armed.length === 0 || timer === undefined || standing.get(id) !== timer) return;
    const message = `the test of ${execution?.dut.serialNumber} stands paused with ${armed.join(', ')} armed`;
    alarms.raise({ ...alarmOf(id), message });
  };
  const off = events.on('batchChanged', (batch) => {
    const timer = standing.get(batch.id);
    const isPaused = batch.execution?.state === 'paused';
    if (isPaused === (timer !== undefined)) return;
    if (isPaused) return void standing.set(batch.id, setTimeout(() => void tell(batch), ALARM_AFTER_MS).unref());
    clearTimeout(timer);
    standing.delete(batch.id);
    alarms.clear(alarmOf(batch.id));
  });
  return {
    [Symbol.dispose]: () => {
      off();
      for (const timer of standing.values()) clearTimeout(timer);
    },
  };
}
