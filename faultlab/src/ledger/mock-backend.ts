import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import {
  contentHeadersSchema,
  type HeartbeatBody,
  HUB_PROTOCOL_VERSION,
  heartbeatBodySchema,
  ledgerQuerySchema,
  type RecordAnswer,
  type SentRecord,
  sendLogsBodySchema,
  sendResultsBodySchema,
} from '@neurohub/contracts/hub-sync';
import type { ExecutionRecord, LogEntry } from '@neurohub/contracts/record';
import { type LedgerEntry, LedgerFile } from './ledger-file.ts';
import { MockContents } from './mock-contents.ts';

interface Answer {
  status: number;
  body: unknown;
}

interface Asked {
  station: string;
  what: string;
  rest: string[];
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** What it lets in, and what it does not take. May be changed at any time. */
export interface MockRules {
  /** null: any. */
  apiKey: string | null;
  /** A key that was taken back. */
  revokedKey: string | null;
  /** The one installation that may speak; null: any. */
  installId: string | null;
  /** Whether a record can never be taken: with its own answer, or by refusing the whole request with this status. */
  poison: (record: SentRecord) => 'rejected' | 400 | 413 | 422 | undefined;
}

const ok = (data: unknown): Answer => ({ status: 200, body: { success: true, data } });
const refusal = (status: number, code: string, details: Record<string, unknown> = {}): Answer => ({
  status,
  body: { success: false, error: { code, message: code, details } },
});

/**
 * Stands for NeuroHub in tests, by its contract (`contracts/hub-sync`), and keeps what arrives in a {@link LedgerFile}, so that it can be
 * judged afterwards from outside.
 */
export class MockBackend {
  readonly rules: MockRules = { apiKey: null, revokedKey: null, installId: null, poison: () => undefined };
  readonly ledger: LedgerFile;
  readonly contents: MockContents;
  readonly logs = new Map<number, LogEntry>();
  readonly heartbeats: HeartbeatBody[] = [];
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
    this.ledger = new LedgerFile(file);
    this.contents = new MockContents(`${file}.contents`);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
    this.ledger.close();
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://backend');
    const [, , , station = '', what = '', ...rest] = pathname.split('/');
    if (!pathname.startsWith('/api/stations/')) return refusal(404, 'NOT_FOUND');
    const raw = await buffer(request);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    const asked: Asked = { station, what, rest, query: searchParams, headers: request.headers, body };
    const refused = this.#refused(asked);
    if (refused) return refused;
    switch (`${request.method} ${what}`) {
      case 'POST results':
        return this.#results(asked);
      case 'POST heartbeat':
        return this.#heartbeat(asked);
      case 'POST logs':
        return this.#logs(asked);
      case 'POST token':
        return ok({ token: `token-of-${station}`, expiresAt: new Date(Date.now() + 60_000).toISOString() });
      case 'GET packages':
        return rest[0] === 'offered' ? ok([]) : ok({ tag: 'none', packages: [] });
      case 'POST packages':
        return rest[0] === 'ask' ? refusal(404, 'VERSION_NOT_FOUND') : refusal(404, 'NOT_FOUND');
      case 'GET ledger':
        return this.#compare(asked);
      case 'GET contents':
        return ok(this.contents.state(rest[0] ?? ''));
      case 'PATCH contents':
        return this.#content(asked);
      default:
        return refusal(404, 'NOT_FOUND');
    }
  }

  #refused({ station, headers, body }: Asked): Answer | null {
    const { apiKey, revokedKey, installId } = this.rules;
    if (revokedKey !== null && headers['x-api-key'] === revokedKey) return refusal(403, 'STATION_KEY_REVOKED');
    const isKnown = headers['x-api-key'] === apiKey || headers.authorization === `Bearer token-of-${station}`;
    if (apiKey !== null && !isKnown) return refusal(401, 'STATION_UNKNOWN');
    const sender = parsed(body) as Partial<HeartbeatBody> | undefined;
    const speaks = sender?.installId ?? headers['x-install-id'];
    if (installId !== null && speaks !== undefined && speaks !== installId) return refusal(403, 'STATION_CLONED');
    if (sender?.protocol !== undefined && sender.protocol !== HUB_PROTOCOL_VERSION)
      return refusal(426, 'HUB_PROTOCOL', { known: HUB_PROTOCOL_VERSION });
    return null;
  }

  #results({ station, body }: Asked): Answer {
    const sent = sendResultsBodySchema.safeParse(parsed(body)).data;
    if (!sent) return refusal(400, 'VALIDATION_ERROR');
    const wrongs = new Map(sent.records.map((record) => [record.id, this.#wrong(record)]));
    const whole = [...wrongs.values()].find((wrong) => typeof wrong === 'number');
    if (whole) return refusal(whole, whole === 413 ? 'PAYLOAD_TOO_LARGE' : 'PAYLOAD_INVALID');
    const taken = sent.records.filter(({ id }) => !wrongs.get(id));
    const entries = new Map(this.ledger.append(station, taken).map((entry) => [entry.id, entry]));
    return ok({
      records: sent.records.map(({ id }): RecordAnswer => {
        const entry = entries.get(id);
        if (!entry) return { id, outcome: 'rejected', error: { code: 'PAYLOAD_INVALID', message: 'not to be taken' } };
        return this.#answerOf(entry);
      }),
    });
  }

  #answerOf({ station, id, effect }: LedgerEntry): RecordAnswer {
    if (effect === 'conflict')
      return { id, outcome: 'conflict', error: { code: 'PAYLOAD_CONFLICT', message: 'another content is here' } };
    const payload = this.ledger.of(station).find((entry) => entry.id === id)?.payload;
    const missing = this.contents.missing(payload as Parameters<MockContents['missing']>[0]);
    return { id, outcome: effect === 'new' ? 'stored' : 'duplicate', ...(missing.length > 0 && { missing }) };
  }

  #wrong(record: SentRecord): ReturnType<MockRules['poison']> {
    const isWhole = createHash('sha256').update(record.payload).digest('hex') === record.sha256;
    const isRecord = Array.isArray(
      (parsed(Buffer.from(record.payload)) as Partial<ExecutionRecord> | undefined)?.steps,
    );
    return isWhole && isRecord ? this.rules.poison(record) : 'rejected';
  }

  #heartbeat({ station, body }: Asked): Answer {
    const beat = heartbeatBodySchema.safeParse(parsed(body)).data;
    if (!beat) return refusal(400, 'VALIDATION_ERROR');
    this.heartbeats.push(beat);
    const kept = this.ledger.of(station);
    const ledger = { count: kept.length, lastSeq: kept.at(-1)?.stationSeq ?? 0 };
    return ok({ at: new Date().toISOString(), ledger, packages: 'none' });
  }

  #logs({ body }: Asked): Answer {
    const entries = sendLogsBodySchema.safeParse(parsed(body)).data?.entries;
    if (!entries) return refusal(400, 'VALIDATION_ERROR');
    for (const entry of entries) this.logs.set(entry.id, entry);
    return ok({ upTo: entries.at(-1)?.id });
  }

  #compare({ station, query }: Asked): Answer {
    const wanted = ledgerQuerySchema.safeParse(Object.fromEntries(query)).data;
    if (!wanted) return refusal(400, 'VALIDATION_ERROR');
    const isWhole = (entry: LedgerEntry) => this.#answerOf({ ...entry, effect: 'duplicate' }).missing === undefined;
    const kept = this.ledger
      .of(station)
      .filter((entry) => entry.stationSeq >= wanted.from && entry.stationSeq <= wanted.to)
      .filter((entry) => !wanted.files || isWhole(entry));
    const entries = kept.map(({ id, stationSeq, hash }) => ({ id, stationSeq, sha256: hash }));
    const text = entries.map(({ stationSeq, id, sha256 }) => `${stationSeq} ${id} ${sha256}\n`).join('');
    const digest = createHash('sha256').update(text).digest('hex');
    return ok({ count: kept.length, digest, ...(wanted.ids && { entries }) });
  }

  #content({ rest: [sha256 = ''], headers, body }: Asked): Answer {
    const part = contentHeadersSchema.safeParse(headers).data;
    if (!part) return refusal(400, 'VALIDATION_ERROR');
    const state = this.contents.state(sha256);
    if (state.complete) return ok(state);
    if (part['x-content-offset'] !== state.received) return refusal(409, 'CONTENT_OFFSET', { ...state });
    const next = this.contents.append(sha256, body, part['x-content-size']);
    return next ? ok(next) : refusal(422, 'CONTENT_HASH');
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    // Not JSON: no schema fits.
    return undefined;
  }
}
