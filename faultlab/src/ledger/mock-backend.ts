import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type LedgerEntry, LedgerFile, type SentRecord } from './ledger-file.ts';

interface Batch {
  station: string;
  records: SentRecord[];
}

interface Answer {
  status: number;
  body: unknown;
}

/**
 * Stands for NeuroHub in tests. `POST /api/results {station, records: [{id, stationSeq, kind, payload}]}` is answered 200 with the ids it
 * has on its disk (`accepted`, `duplicates`), 409 with the ids that are known with another payload, 400 when it is not such a batch.
 */
export class MockBackend {
  readonly #ledger: LedgerFile;
  readonly #server = createServer(async (asked, answer) => {
    const { status, body } = await this.#answer(asked);
    answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });

  /** `port` 0: a free one of 127.0.0.1. */
  static async start({ file, port = 0 }: { file: string; port?: number }): Promise<MockBackend> {
    const backend = new MockBackend(file);
    await once(backend.#server.listen(port, '127.0.0.1'), 'listening');
    return backend;
  }

  private constructor(file: string) {
    this.#ledger = new LedgerFile(file);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
    this.#ledger.close();
  }

  async #answer(asked: IncomingMessage): Promise<Answer> {
    const body = await text(asked);
    if (asked.method !== 'POST' || asked.url !== '/api/results') return refusal(404, 'NOT_FOUND', {});
    const batch = parseBatch(body);
    if (!batch) return refusal(400, 'BAD_BATCH', {});
    const entries = this.#ledger.append(batch.station, batch.records);
    const ids = (effect: LedgerEntry['effect']) =>
      entries.flatMap((entry) => (entry.effect === effect ? [entry.id] : []));
    const kept = { accepted: ids('new'), duplicates: ids('duplicate') };
    const conflicts = ids('conflict');
    if (conflicts.length > 0) return refusal(409, 'PAYLOAD_CONFLICT', { ...kept, conflicts });
    return { status: 200, body: { success: true, data: kept } };
  }
}

const refusal = (status: number, code: string, details: Record<string, unknown>): Answer => ({
  status,
  body: { success: false, error: { code, message: code, details } },
});

function parseBatch(body: string): Batch | null {
  try {
    const { station, records } = JSON.parse(body) as Partial<Batch>;
    const isRecord = (record: SentRecord) =>
      typeof record.id === 'string' && Number.isInteger(record.stationSeq) && record.payload !== undefined;
    return typeof station === 'string' && Array.isArray(records) && records.every(isRecord)
      ? { station, records }
      : null;
  } catch {
    return null;
  }
}
