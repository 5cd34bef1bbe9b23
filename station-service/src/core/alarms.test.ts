import type { Alarm } from '@neurohub/contracts/record';
import { describe, expect, it, vi } from 'vitest';
import { Alarms } from './alarms.ts';

async function bench(stored: Alarm[] = []) {
  const kept = new Map<string, Alarm>(stored.map((alarm) => [alarm.id, alarm]));
  const told: Alarm[] = [];
  const saveAlarm = vi.fn(async (alarm: Alarm) => void kept.set(alarm.id, alarm));
  const alarms = await Alarms.open({
    store: { saveAlarm, listAlarms: async () => ({ items: stored }) },
    events: { emit: (_event, alarm) => void told.push(alarm as Alarm) },
    clock: { wallIso: () => '2026-01-02T03:04:05.000Z' },
    log: { warn: () => undefined, error: () => undefined },
  });
  return { alarms, told, kept, saveAlarm };
}

const LOCKED = { code: 'BATCH_LOCKED_OUT', batchId: 'b1' } as const;
const DIED = { code: 'WORKER_DIED', batchId: 'b1' } as const;
const raised = (changes: Partial<Alarm>): Alarm => ({
  ...{
    id: '6f0a7d5e-0f51-4f3c-9d41-0c3d0f1b2a3c',
    priority: 'high',
    message: 'm',
    raisedAt: '2026-01-01T00:00:00.000Z',
  },
  ...{ code: 'BATCH_LOCKED_OUT', batchId: 'b1' },
  ...changes,
});

describe('alarms', () => {
  it('are told once as long as they last, and are stored', async () => {
    const { alarms, told, kept } = await bench();
    alarms.raise({ ...LOCKED, message: 'psu' });
    alarms.raise({ ...LOCKED, message: 'psu' });
    alarms.raise({ code: 'BATCH_LOCKED_OUT', batchId: 'b2', message: 'psu' });
    expect(told).toHaveLength(2);
    expect(alarms.active.map(({ batchId }) => batchId)).toEqual(['b2', 'b1']);
    await vi.waitFor(() => expect(kept.size).toBe(2));
  });

  it('are in the history before they are stored, in their newest state, each once', async () => {
    const { alarms, saveAlarm } = await bench();
    saveAlarm.mockImplementation(() => new Promise(() => undefined));
    alarms.raise({ ...LOCKED, message: 'psu' });
    alarms.raise({ ...DIED, message: 'died' });
    const [died, locked] = alarms.active as [Alarm, Alarm];
    alarms.acknowledge(died.id, 'Kim');
    const stored = async () => ({ items: [{ ...locked, raisedAt: '2026-01-01T00:00:00.000Z' }], nextCursor: 'x' });
    const { items, nextCursor } = await alarms.told(stored, true);
    expect(items.map(({ code, acknowledgedBy }) => [code, acknowledgedBy])).toEqual([
      ['WORKER_DIED', 'Kim'],
      ['BATCH_LOCKED_OUT', undefined],
    ]);
    expect(nextCursor).toBe('x');
    expect((await alarms.told(stored, false)).items).toHaveLength(1);
  });

  it('that have something else to say say it under the same id, and are unseen again', async () => {
    const { alarms } = await bench();
    alarms.raise({ ...LOCKED, message: 'psu' });
    const [first] = alarms.active;
    alarms.acknowledge(first?.id ?? '', 'Kim');
    alarms.raise({ ...LOCKED, message: 'psu and load' });
    expect(alarms.active).toMatchObject([{ id: first?.id, message: 'psu and load' }]);
    expect(alarms.active[0]).not.toHaveProperty('acknowledgedAt');
  });

  it('are over when they are cleared, and new when they come again', async () => {
    const { alarms, told } = await bench();
    alarms.raise({ ...LOCKED, message: 'psu' });
    alarms.clear(LOCKED);
    alarms.clear(LOCKED);
    expect(alarms.active).toEqual([]);
    expect(told.at(-1)).toHaveProperty('clearedAt');
    alarms.raise({ ...LOCKED, message: 'psu' });
    expect(told).toHaveLength(3);
    expect(told[2]?.id).not.toBe(told[0]?.id);
  });

  it('of what has happened are over once somebody has seen them; conditions only when they are over', async () => {
    const { alarms, told } = await bench();
    alarms.raise({ ...LOCKED, message: 'psu' });
    alarms.raise({ ...DIED, message: 'signal SIGKILL' });
    for (const { id } of alarms.active) alarms.acknowledge(id, 'Kim');
    expect(alarms.active).toMatchObject([{ code: 'BATCH_LOCKED_OUT', acknowledgedBy: 'Kim' }]);
    const [seen] = alarms.active;
    expect(alarms.acknowledge(seen?.id ?? '', 'Lee')).toMatchObject({ acknowledgedBy: 'Kim' });
    const [, died] = told.filter(({ code }) => code === 'WORKER_DIED');
    expect(alarms.acknowledge(died?.id ?? '', 'Lee')).toEqual(died);
    expect(told.filter(({ code }) => code === 'WORKER_DIED')).toHaveLength(2);
    expect(() => alarms.acknowledge('none', undefined)).toThrow('no active alarm has the id none');
  });

  it('of an earlier life: a condition is over until it is found again, what happened is still to be seen', async () => {
    const died = raised({ id: 'c6f5a1de-8d68-4a3e-8f5a-1a2b3c4d5e6f', code: 'WORKER_DIED', priority: 'medium' });
    const { alarms, kept } = await bench([raised({}), died]);
    expect(alarms.active).toEqual([died]);
    await vi.waitFor(() => expect(kept.get(raised({}).id)).toHaveProperty('clearedAt'));
  });

  it('are shown while they cannot be stored, and stored when they can', async () => {
    vi.useFakeTimers();
    const { alarms, kept, saveAlarm } = await bench();
    saveAlarm.mockRejectedValueOnce(new Error('disk full'));
    alarms.raise({ code: 'STORAGE_FAILING', message: 'disk full' });
    expect(alarms.active).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(kept.size).toBe(1);
    vi.useRealTimers();
  });
});
