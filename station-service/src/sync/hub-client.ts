import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { BackendConfig } from '@neurohub/contracts/backend-config';
import { HUB_PATHS, stationTokenSchema } from '@neurohub/contracts/hub-sync';
import { type Dispatcher, request } from 'undici';
import * as z from 'zod';
import type { Clock } from '../core/clock.ts';
import { hubDispatcher } from './hub-dispatcher.ts';
import { type HubAnswer, judgeAnswer, judgeFailure, type Outcome, problemOf } from './outcome.ts';
import { StationToken } from './station-token.ts';

const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const GZIP_FROM_BYTES = 1024;
/** A body goes in such pieces, so that the wait for the answer counts from the last of them that was taken. */
const PIECE_BYTES = 64 * 1024;
const NO_BYTES = z.never();
const compress = promisify(gzip);

export interface HubClientOptions {
  config: BackendConfig;
  stationId: string;
  installId: string;
  /** Of the station software. */
  version: string;
  clock: Clock;
}

export interface HubRequest {
  /** Below `backend.url`, such as those of `HUB_PATHS`. */
  path: string;
  /** @default POST with a body, GET without */
  method?: 'GET' | 'POST' | 'PATCH';
  /** Sent as JSON, gzip when it is worth it. */
  json?: unknown;
  /** The text of JSON, already made. */
  text?: string;
  bytes?: Uint8Array;
  headers?: Record<string, string>;
}

/** The bytes of an answer that is no JSON. */
export interface HubBytes {
  status: number;
  headers: HubAnswer['headers'];
  bytes: Buffer;
}

/** What is shown to NeuroHub so that it knows who asks. */
export type HubCredentials = { apiKey: string } | { token: string };

interface Raw {
  status: number;
  headers: HubAnswer['headers'];
  bytes: Buffer;
}

/**
 * Asks NeuroHub, once: limits on the time to connect, to the begin of the answer, between its pieces, and for the whole; a limit on its
 * size. Never throws for what a network or a server may do: everything is an {@link Outcome}. Any number of requests may be under way.
 */
export class HubClient implements AsyncDisposable {
  readonly config: BackendConfig;
  readonly #options: HubClientOptions;
  readonly #token: StationToken;
  readonly #closing = new AbortController();
  #dispatcher: Promise<Dispatcher> | null = null;

  constructor(options: HubClientOptions) {
    this.#options = options;
    this.config = options.config;
    this.#token = new StationToken(() => this.#askForToken(), options.clock);
  }

  /** Which installation speaks. */
  get installId(): string {
    return this.#options.installId;
  }

  /** Asks, and understands only an answer of this form. @param schema of `data` */
  async ask<T>(wanted: HubRequest, schema: z.ZodType<T>): Promise<Outcome<T>> {
    const came = await this.#asStation(wanted);
    if (came.kind !== 'ok') return came;
    const { status, headers, bytes } = came.data;
    return judgeAnswer({ status, headers, body: bytes.toString('utf8') }, schema, this.#nowMs());
  }

  /** Asks for bytes, such as a part of a file by `range`. `ok` only with 200 or 206. */
  async askBytes(wanted: HubRequest, maxBytes = MAX_ANSWER_BYTES): Promise<Outcome<HubBytes>> {
    const came = await this.#asStation(wanted, maxBytes);
    if (came.kind !== 'ok' || came.data.status === 200 || came.data.status === 206) return came;
    const { status, headers, bytes } = came.data;
    return judgeAnswer({ status, headers, body: bytes.toString('utf8') }, NO_BYTES, this.#nowMs());
  }

  /** The key, or with `backend.auth: jwt` a token that lasts a while longer. For the live link, which has a way of its own to show it. */
  async credentials(): Promise<Outcome<HubCredentials>> {
    const { auth, apiKey } = this.config;
    if (apiKey === null)
      return { kind: 'refused', problem: problemOf('STATION_UNKNOWN', 'backend.api_key is not set') };
    if (auth === 'api_key') return { kind: 'ok', data: { apiKey } };
    const token = await this.#token.get();
    return token.kind === 'ok' ? { kind: 'ok', data: { token: token.data } } : token;
  }

  /** NeuroHub did not accept the credentials: a token is not used again. */
  dropToken(): void {
    this.#token.drop();
  }

  /** Ends what is under way, which gives `retry`. May be called twice. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error('the station ends the connection'));
    const dispatcher = await this.#dispatcher?.catch(() => null);
    await dispatcher?.destroy();
  }

  /** A token may have been revoked, or the server's secret changed: a 401 is believed only of a fresh one. */
  async #asStation(wanted: HubRequest, maxBytes?: number): Promise<Outcome<Raw>> {
    for (let isFresh = false; ; isFresh = true) {
      const shown = await this.credentials();
      if (shown.kind !== 'ok') return shown;
      const came = await this.#send(wanted, credentialHeaders(shown.data), maxBytes);
      const isStale = came.kind === 'ok' && came.data.status === 401 && 'token' in shown.data && !isFresh;
      if (!isStale) return came;
      this.#token.drop();
    }
  }

  async #askForToken(): Promise<Outcome<z.output<typeof stationTokenSchema>>> {
    const { apiKey } = this.config;
    const path = HUB_PATHS.token(this.#options.stationId);
    const came = await this.#send({ path, method: 'POST', json: {} }, { 'x-api-key': apiKey ?? '' });
    if (came.kind !== 'ok') return came;
    const { status, headers, bytes } = came.data;
    return judgeAnswer({ status, headers, body: bytes.toString('utf8') }, stationTokenSchema, this.#nowMs());
  }

  async #send(
    wanted: HubRequest,
    credentials: Record<string, string>,
    maxBytes = MAX_ANSWER_BYTES,
  ): Promise<Outcome<Raw>> {
    const { config, installId, version } = this.#options;
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(config.timeoutsMs.total)]);
    try {
      this.#dispatcher ??= hubDispatcher(config);
      const { body, headers } = await bodyOf(wanted);
      const method = wanted.method ?? (body ? 'POST' : 'GET');
      const answer = await request(`${config.url}${wanted.path}`, {
        ...{ dispatcher: await this.#dispatcher, method, signal, body: body && piecesOf(body) },
        headers: {
          ...{ accept: 'application/json', 'user-agent': `neurohub-station/${version}`, 'x-install-id': installId },
          ...{ ...headers, ...wanted.headers, ...credentials },
        },
      });
      const bytes = await readAll(answer.body, maxBytes);
      return { kind: 'ok', data: { status: answer.statusCode, headers: answer.headers, bytes } };
    } catch (thrown) {
      // A file of the authority that could not be read may be there the next time.
      if (!(await isThere(this.#dispatcher))) this.#dispatcher = null;
      return judgeFailure(thrown);
    }
  }

  #nowMs(): number {
    return Date.parse(this.#options.clock.wallIso());
  }
}

const credentialHeaders = (shown: HubCredentials): Record<string, string> =>
  'token' in shown ? { authorization: `Bearer ${shown.token}` } : { 'x-api-key': shown.apiKey };

interface Body {
  body: Uint8Array | null;
  headers: Record<string, string>;
}

async function bodyOf({ json, text, bytes }: HubRequest): Promise<Body> {
  if (bytes) return withLength(bytes, { 'content-type': 'application/octet-stream' });
  if (json === undefined && text === undefined) return { body: null, headers: {} };
  const plain = Buffer.from(text ?? JSON.stringify(json));
  const headers = { 'content-type': 'application/json' };
  if (plain.length < GZIP_FROM_BYTES) return withLength(plain, headers);
  return withLength(await compress(plain), { ...headers, 'content-encoding': 'gzip' });
}

const withLength = (body: Uint8Array, headers: Body['headers']): Body => ({
  body,
  headers: { ...headers, 'content-length': String(body.length) },
});

function piecesOf(body: Uint8Array): Uint8Array | Readable {
  if (body.length <= PIECE_BYTES) return body;
  const count = Math.ceil(body.length / PIECE_BYTES);
  return Readable.from(
    Array.from({ length: count }, (_, i) => body.subarray(i * PIECE_BYTES, (i + 1) * PIECE_BYTES)),
    { objectMode: false },
  );
}

async function readAll(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > maxBytes) throw new Error(`the answer has more than ${maxBytes} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

const isThere = (dispatcher: Promise<Dispatcher> | null) =>
  dispatcher?.then(
    () => true,
    () => false,
  ) ?? false;
