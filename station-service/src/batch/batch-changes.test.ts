import type { BatchConfig } from '@neurohub/contracts/config';
import type { BatchView } from '@neurohub/contracts/rest';
import { beforeEach, expect, test } from 'vitest';
import { ServiceEvents } from '../core/events.ts';
import { BatchChanges } from './batch-changes.ts';

const config = (id: string, more: Partial<BatchConfig> = {}) =>
  ({ id, hardware: {}, shared: {}, sequencePackage: 'p', autoStart: false, ...more }) as BatchConfig;
const meter = (host: string) => ({ hardware: { dmm: { host, port: 5025 } } });

class Slot {
  busyWith: string | null = null;
  isUp = false;
  readonly config: BatchConfig;
  readonly place: { slot: number; version: number };

  constructor(config: BatchConfig, place: { slot: number; version: number }) {
    this.config = config;
    this.place = place;
  }

  get view(): BatchView {
    return { id: this.config.id, ...this.place, pid: this.isUp ? 1 : null } as BatchView;
  }

  async retire(): Promise<boolean> {
    if (this.busyWith) return false;
    log.push(`${this.config.id} ends`);
    return true;
  }
}

let log: string[];
let events: ServiceEvents;
let batches: Map<string, Slot>;
let changes: BatchChanges<Slot>;
const batch = (id: string) => batches.get(id) as Slot;
/** Everything that can be done now is done when it resolves. */
const done = async () => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};
async function want(...configs: BatchConfig[]): Promise<void> {
  changes.want(configs);
  await done();
}
async function becomesIdle(id: string): Promise<void> {
  batch(id).busyWith = null;
  events.emit('batchChanged', batch(id).view);
  await done();
}

beforeEach(async () => {
  log = [];
  batches = new Map();
  events = new ServiceEvents({ error: (...args: unknown[]) => void log.push(JSON.stringify(args)) });
  events.on('batchesChanged', (ids) => log.push(`told of ${ids}`));
  changes = new BatchChanges<Slot>({
    batches,
    events,
    make: (wanted, place) => new Slot(wanted, place),
    begin: async ({ config: { id } }, { start }) => void log.push(`${id} ${start ? 'starts' : 'is there'}`),
  });
  await want(config('a'), config('b', { autoStart: true }));
});

test('new batches are there at once, and start when they are meant to', () => {
  expect(log).toEqual(['a is there', 'told of a', 'b starts', 'told of b']);
  expect(batch('b').place).toEqual({ slot: 2, version: 1 });
  expect(changes.waiting).toEqual([]);
});

test('what is the same is left alone', async () => {
  const before = batch('a');
  await want(config('b', { autoStart: true }), config('a'));
  expect(batch('a')).toBe(before);
});

test('a batch at rest takes its configuration, in its slot, with a higher version, and runs again if it ran', async () => {
  log.length = 0;
  batch('a').isUp = true;
  await want(config('a', { name: 'A' }), config('b', { autoStart: true }));
  expect(log).toEqual(['a ends', 'a starts']);
  expect(batch('a').config.name).toBe('A');
  expect(batch('a').place).toEqual({ slot: 1, version: 2 });
});

test('a busy batch takes it when it is at rest; the newest counts, and one that is taken back is no change', async () => {
  batch('a').busyWith = 'its test';
  await want(config('a', { name: 'A' }), config('b', { autoStart: true }));
  expect(changes.waiting).toEqual([{ batchId: 'a', change: 'changed', until: 'the end of its test' }]);
  await want(config('a', { name: 'AA' }), config('b', { autoStart: true }));
  await becomesIdle('a');
  expect(batch('a').config.name).toBe('AA');
  batch('a').busyWith = 'its test';
  await want(config('b', { autoStart: true }));
  expect(changes.waiting).toEqual([{ batchId: 'a', change: 'removed', until: 'the end of its test' }]);
  await want(config('a', { name: 'AA' }), config('b', { autoStart: true }));
  await becomesIdle('a');
  expect([...batches.keys()]).toEqual(['a', 'b']);
});

test('an instrument goes to another batch only when the one that has it lets go of it', async () => {
  await want(config('a', meter('10.0.0.1')), config('b', meter('10.0.0.2')));
  batch('a').busyWith = 'its test';
  await want(config('a', meter('10.0.0.2')), config('b', meter('10.0.0.1')), config('c', meter('10.0.0.3')));
  expect(changes.waiting).toEqual([
    { batchId: 'a', change: 'changed', until: 'the end of its test' },
    { batchId: 'b', change: 'changed', until: expect.stringContaining('what batch a does') },
  ]);
  expect(batch('c').config).toMatchObject(meter('10.0.0.3'));
  await becomesIdle('a');
  expect(changes.waiting).toEqual([]);
  expect([batch('a').config, batch('b').config]).toMatchObject([meter('10.0.0.2'), meter('10.0.0.1')]);
});

test('nothing is changed any more once it has ended', async () => {
  batch('a').busyWith = 'its test';
  await want(config('b', { autoStart: true }));
  await changes.end();
  await becomesIdle('a');
  expect(batches.has('a')).toBe(true);
});
