import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HUB_PATHS, RECORD_OUTCOMES, sendResultsBodySchema } from '@neurohub/contracts/hub-sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HttpFault } from '../src/fault-proxy/http-fault.ts';
import { FAULT_MODES, type FaultMode, KILL_MODES } from '../src/fleet/fault-modes.ts';
import { FleetHub } from '../src/fleet/fleet-hub.ts';
import { runExactlyOnce } from '../src/fleet/run-exactly-once.ts';
import { type GoldenFile, readGoldenFiles, replayGolden } from '../src/golden/replay-golden.ts';
import { PROJECT_ROOT } from '../src/harness/build-root.ts';
import { MockBackend } from '../src/ledger/mock-backend.ts';

const GOLDEN = readGoldenFiles();
/** That speaks in all of them. */
const INSTALLATION = '6a0c3f5e-2b6d-4c7a-9e1f-0a1b2c3d4e5f';
let folder: string;
let hub: FleetHub;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'golden-'));
  hub = await FleetHub.start(join(folder, 'neurohub'));
});
afterAll(async () => {
  await hub.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe.each([...GOLDEN])('%s', (name, file) => {
  test('is what NeuroHub answers', async () => {
    const revokedKey = await hub.enrol(`${file.station}-R`);
    await hub.revoke(`${file.station}-R`);
    await compare(hub.address, file, { key: await hub.enrol(file.station), revokedKey });
  });

  test('is what the backend of our tests answers, too', async () => {
    const backend = await MockBackend.start({ file: join(folder, name) });
    backend.rules.apiKey = 'the-key';
    backend.rules.revokedKey = 'the-old-key';
    backend.rules.installId = INSTALLATION;
    try {
      await compare(`http://127.0.0.1:${backend.port}`, file, { key: 'the-key', revokedKey: 'the-old-key' });
    } finally {
      await backend.close();
    }
  });
});

async function compare(address: string, file: GoldenFile, values: Record<string, string>): Promise<void> {
  const replayed = await replayGolden(address, file, values);
  expect(replayed.map(({ what, came }) => ({ what, ...came }))).toEqual(
    replayed.map(({ what, expected }) => ({ what, ...expected })),
  );
}

test('every path of the contract and every outcome of a record is in a golden file', () => {
  const exchanges = [...GOLDEN.values()].flatMap((file) =>
    file.exchanges.map((one) => ({ ...one, station: file.station })),
  );
  for (const [name, path] of Object.entries(HUB_PATHS)) {
    const begins = (station: string) => path(station, '');
    expect(
      exchanges.some(({ request, station }) => request.path.startsWith(begins(station))),
      name,
    ).toBe(true);
  }
  const text = JSON.stringify(exchanges.map(({ answer }) => answer));
  for (const outcome of RECORD_OUTCOMES) expect(text).toContain(`"outcome":"${outcome}"`);
  const sent = exchanges.filter(({ request, answer }) => request.path.endsWith('/results') && answer.status === 200);
  for (const { request } of sent) expect(() => sendResultsBodySchema.parse(request.json)).not.toThrow();
});

test('the examples of the page are parts of the golden files, and every file is named there', () => {
  const page = readFileSync(join(PROJECT_ROOT, 'docs/neurohub-contract.md'), 'utf8');
  const examples = [...page.matchAll(/```json (\S+)#(\d+) (request|answer)\n([\s\S]*?)```/g)];
  expect(examples.length).toBeGreaterThan(4);
  for (const [, name = '', place, part, text = ''] of examples) {
    const exchange = GOLDEN.get(name)?.exchanges[Number(place)];
    const golden = part === 'request' ? exchange?.request.json : exchange?.answer.json;
    expect(shortened(golden), `${name}#${place}`).toEqual(JSON.parse(text));
  }
  for (const name of GOLDEN.keys()) expect(page).toContain(`golden/neurohub/${name}`);
});

/** A payload is a text of a page by itself: in the page it is cut. */
function shortened(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, one) => (key === 'payload' ? `${String(one).slice(0, 40)}…` : (one as unknown))),
  );
}

// The whole run with its figures: npm run fleet -- --exactly-once (docs/reliability.md).

/** Those that need no waiting for. */
const isQuick = (fault: HttpFault) =>
  fault.kind !== 'silence' && !(fault.kind === 'answer' && ['401', '403', '429'].includes(String(fault.status)));
const EVERYTHING: FaultMode[] = KILL_MODES.filter(({ faults }) => faults !== undefined).map((kills) => ({
  ...kills,
  faults: FAULT_MODES.flatMap(({ faults = [] }) => faults).filter(isQuick),
}));

test('through every fault of the network, and with everybody killed by turns, each result and file arrives once and unaltered', async () => {
  const reports = await runExactlyOnce({
    ...{ seed: 20261126, modes: EVERYTHING, results: 120, stations: 4, rate: 20 },
    ...{ hub, folder: join(PROJECT_ROOT, '.cache/fleet/test') },
  });
  expect(reports.flatMap(({ findings }) => findings)).toEqual([]);
  for (const { stored, arrived, struck, files } of reports) {
    expect(stored).toBeGreaterThanOrEqual(120);
    expect(arrived).toBe(stored);
    expect(struck).toBeGreaterThan(10);
    expect(files).toBeGreaterThan(0);
  }
}, 180_000);
