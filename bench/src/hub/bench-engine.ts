/** The real engine over a real storage, in this process. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { backendSchema } from '@neurohub/contracts/backend-config';
import { type StationFacts, Storage, SyncEngine, type SyncEngineParts } from '@neurohub/station-service/sync';
import { storedResult } from './make-result.ts';

export async function openStorage(buildRoot: string, dataDir: string): Promise<Storage> {
  for (const name of ['results', 'backups']) mkdirSync(join(dataDir, name), { recursive: true });
  const dist = join(buildRoot, 'station-service/dist');
  const [writerEntry, readerEntry] = [join(dist, 'db-writer.js'), join(dist, 'db-reader.js')];
  return Storage.open({ dataDir, writerEntry, readerEntry });
}

/** Stores so many results; many at once, since each waits for the disk. */
export async function storeResults(
  storage: Storage,
  stationId: string,
  { from, count }: { from: number; count: number },
) {
  for (let begun = 0; begun < count; begun += 50)
    await Promise.all(
      Array.from({ length: Math.min(50, count - begun) }, async (_, i) => {
        const { execution, record } = storedResult(stationId, from + begun + i);
        await storage.acceptExecution({ execution });
        await storage.commitRecord(record);
      }),
    );
}

export function openEngine(storage: Storage, { stationId, url, key }: { stationId: string; url: string; key: string }) {
  const installId = `00000000-0000-4000-8000-${Buffer.from(stationId.padEnd(6, '0')).toString('hex').slice(0, 12)}`;
  const engine = new SyncEngine({
    ...{ stationId, installId, version: '0.0.0-bench', storage, alarms: NO_ALARMS, log: QUIET },
    ...{ clock: CLOCK, facts: async () => FACTS },
  });
  engine.use(backendSchema.parse({ url, api_key: key }));
  return engine;
}

const CLOCK = { wallIso: () => new Date().toISOString(), monotonicMs: () => performance.now() };
const nothing = () => undefined;
const NO_ALARMS = { raise: nothing, clear: nothing } as unknown as SyncEngineParts['alarms'];
const QUIET = {
  ...{ trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => QUIET },
} as unknown as SyncEngineParts['log'];
const FACTS: StationFacts = {
  ...{ name: 'bench', startedAt: new Date().toISOString(), status: 'healthy', batches: [] },
  disk: { freeBytes: 1e12, totalBytes: 2e12 },
};
