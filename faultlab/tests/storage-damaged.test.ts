import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { eventually, TestStation, writeManyStepsPackage } from '../src/harness/index.ts';

const STEPS = 60;
const PAGE = 4096;
const workshop = mkdtempSync(join(tmpdir(), 'damaged-'));
let station: TestStation;

afterEach(() => station.dispose());
afterAll(() => rmSync(workshop, { recursive: true }));

const database = () => join(station.dataDir, 'station.db');
const begin = async () => {
  station = await TestStation.start({
    packages: [writeManyStepsPackage(workshop, STEPS, { stepMs: 5 })],
    config: `station: { id: TEST, name: Test station }
error_handling: { process_errors: { recovery_mode: resume } }
batches:
  - { id: b1, sequence_package: steps_${STEPS}, auto_start: true }
`,
  });
  await station.untilState('idle');
};
const alarms = () => station.alarms();

test('a log cut short is told and set aside; what had ended is there, what had not is closed as ERROR and not gone on with', async () => {
  await begin();
  const ended = await station.ended(await station.begin('SN-1'));
  // An orderly end moves everything into the database.
  await station.stop();
  station = await station.restart();
  await station.untilState('idle');
  const open = await station.begin('SN-2');
  await eventually(async () => (await station.record(open)).lastSeq > 40, { what: 'the test on its way' });
  await station.kill();
  await station.untilGone();
  truncateSync(`${database()}-wal`, 32 + 20 * (24 + PAGE));
  station = await station.restart();
  expect(await alarms()).toMatchObject([
    { code: 'DATABASE_SET_ASIDE', message: expect.stringContaining('that were committed') },
  ]);
  expect(await station.record(ended.id)).toEqual(ended);
  const { items } = await station.results();
  for (const { id, verdict, state } of items)
    if (id !== ended.id) expect([id, verdict, state]).toEqual([open, 'ERROR', 'interrupted']);
  await station.untilState('idle');
  expect((await station.ended(await station.begin('SN-3'))).verdict).toBe('PASS');
});

test('a database with damaged pages is set aside as it is, and the station works with what is whole in it', async () => {
  await begin();
  const records = new Map<string, unknown>();
  for (const serialNumber of ['SN-1', 'SN-2', 'SN-3']) {
    const record = await station.ended(await station.begin(serialNumber));
    records.set(record.id, record);
  }
  await station.stop();
  const bytes = readFileSync(database());
  const middle = PAGE * Math.floor(bytes.length / PAGE / 2);
  writeFileSync(database(), bytes.fill(0xa5, middle, middle + 2 * PAGE));
  station = await station.restart();
  const [alarm] = await alarms();
  expect(alarm).toMatchObject({ code: 'DATABASE_SET_ASIDE', priority: 'high' });
  const folder = /the files are in (\S+)/.exec(alarm?.message ?? '')?.[1] ?? '';
  expect(existsSync(join(station.folder, folder, 'station.db')) || existsSync(join(folder, 'station.db'))).toBe(true);
  const { items } = await station.results();
  for (const { id } of items) expect(await station.record(id)).toEqual(records.get(id));
  await station.untilState('idle');
  expect((await station.ended(await station.begin('SN-4'))).verdict).toBe('PASS');
});
