import { expect, test } from 'vitest';
import { stationConfigSchema } from './config.ts';
import { CodedError, ERRORS, isCodedError, toErrorData } from './errors.ts';
import { commandSchema, recordRequestSchema, telemetrySchema } from './ipc.ts';
import { manifestSchema } from './manifest.ts';
import { dutSchema, limitSchema, measurementRecordSchema } from './record.ts';
import { VERDICTS, worseVerdict } from './vocabulary.ts';

test('a verdict is only ever made worse', () => {
  for (const a of [null, ...VERDICTS])
    for (const b of [null, ...VERDICTS]) {
      const rank = (v: typeof a) => (v === null ? -1 : VERDICTS.indexOf(v));
      expect(rank(worseVerdict(a, b))).toBe(Math.max(rank(a), rank(b)));
    }
});

test('every error code has an HTTP status and says what to do next', () => {
  for (const [code, { status, next }] of Object.entries(ERRORS)) {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(next).toMatch(/\.$/);
  }
});

test('an error keeps code, details and cause as data, and is recognised by its brand', () => {
  const error = new CodedError('DUT_BUSY', 'busy', { details: { a: 1 }, cause: new Error('why') });
  expect(isCodedError(error)).toBe(true);
  expect(isCodedError(new Error('x'))).toBe(false);
  expect(toErrorData(error)).toEqual({ code: 'DUT_BUSY', message: 'busy', details: { a: 1 }, cause: 'why' });
  expect(toErrorData('text', 'DRIVER_ERROR')).toEqual({ code: 'DRIVER_ERROR', message: 'text' });
});

test.each(['', 'A'.repeat(101), 'line\nbreak', 'zero\u200bwidth', 'right\u202eto left'])(
  'the serial number %j is refused',
  (serialNumber) => {
    expect(dutSchema.safeParse({ serialNumber }).success).toBe(false);
  },
);

test('Korean serial numbers and lots are allowed', () => {
  expect(dutSchema.safeParse({ serialNumber: '보드-0001', lot: '로트 7' }).success).toBe(true);
});

test('a limit and a measurement survive JSON', () => {
  const limit = { op: 'range', low: -1.5, high: 2, lowExclusive: true } as const;
  const measurement = {
    ...{ name: 'v', kind: 'number', value: null, valueText: 'Infinity', unit: 'V', limits: [limit] },
    ...{ outcome: 'FAIL', marginal: false, setAt: '2026-01-01T00:00:00.000Z' },
  };
  expect(measurementRecordSchema.parse(JSON.parse(JSON.stringify(measurement)))).toEqual(measurement);
  expect(limitSchema.safeParse({ ...limit, hihg: 2 }).success).toBe(false);
});

test.each([
  [commandSchema, { type: 'STOP_SEQUENCE', commandId: crypto.randomUUID(), executionId: crypto.randomUUID() }],
  [
    recordRequestSchema,
    {
      type: 'RECORD',
      executionId: crypto.randomUUID(),
      epoch: 1,
      firstSeq: 1,
      events: [{ type: 'executionStarted', at: '2026-01-01T00:00:00.000Z' }],
    },
  ],
  [
    telemetrySchema,
    { type: 'HEARTBEAT', batchId: 'b', epoch: 1, executionId: null, step: null, loopLagMs: 0, rssBytes: 1 },
  ],
])('a message goes through its schema unchanged, and with a field too many it is refused', (schema, message) => {
  expect(schema.parse(structuredClone(message))).toEqual(message);
  expect(schema.safeParse({ ...message, surprise: 1 }).success).toBe(false);
  expect(schema.safeParse({ ...message, type: 'NOPE' }).success).toBe(false);
});

test('station.yaml: the example of the requirement gives the configuration it means', () => {
  const config = stationConfigSchema.parse({
    station: { id: 'ST-001', name: 'Station 1', description: 'PCB' },
    server: { host: '0.0.0.0', port: 8080 },
    backend: { url: 'http://neurohub.local:3000', api_key: 'xxx', sync_interval: 30 },
    batches: [
      {
        ...{ id: 'batch_1', name: 'Batch 1', sequence_package: 'sequences/pcb_test_v1', auto_start: true },
        hardware: { dmm: { port: '/dev/ttyUSB0', baudrate: 9600 }, power: { ip: '192.168.1.100', port: 5025 } },
      },
    ],
    logging: { level: 'INFO', file: 'data/logs/station.log', max_size: '10MB', backup_count: 5 },
  });
  expect(config.batches[0]).toMatchObject({ sequencePackage: 'pcb_test_v1', autoStart: true });
  expect(config.logging).toEqual({
    level: 'info',
    file: 'data/logs/station.log',
    maxSizeBytes: 10 * 1024 ** 2,
    backupCount: 5,
  });
  expect(config.backend).toMatchObject({ apiKey: 'xxx', syncIntervalS: 30 });
});

test('station.yaml: two batches with one id or one slot are refused', () => {
  const batch = { id: 'a', sequence_package: 'p', slot: 1 };
  const issues = stationConfigSchema.safeParse({ station: { id: 'S', name: 'S' }, batches: [batch, batch] }).error
    ?.issues;
  expect(issues?.map(({ path }) => path.join('.'))).toEqual(['batches.1.id', 'batches.1.slot']);
});

test.each([
  ['name', 'with-dash'],
  ['version', '1.0'],
  ['dut', { serial_number: { pattern: '(' } }],
])('a manifest with a bad %s is refused', (key, value) => {
  const manifest = { name: 'demo', version: '1.0.0', entry_point: { module: 'sequence', class: 'Demo' }, [key]: value };
  expect(manifestSchema.safeParse(manifest).success).toBe(false);
});
