/** Asks a backend what the golden files of the contract ask, and compares its answers with theirs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PROJECT_ROOT } from '../harness/build-root.ts';

export interface GoldenExchange {
  what: string;
  request: {
    method: string;
    path: string;
    headers: Record<string, string>;
    json?: unknown;
    base64?: string;
    /** The body is sent packed. */
    gzip?: true;
  };
  answer: { status: number; json: unknown };
  /** Names under which values of `data` are kept for later requests. */
  keep?: Record<string, string>;
}

export interface GoldenFile {
  about: string;
  /** To be enrolled before. */
  station: string;
  exchanges: GoldenExchange[];
}

export const GOLDEN_DIR = join(PROJECT_ROOT, 'docs/golden/neurohub');

/** By name. */
export function readGoldenFiles(): Map<string, GoldenFile> {
  const names = readdirSync(GOLDEN_DIR).filter((name) => name.endsWith('.json'));
  return new Map(names.map((name) => [name, JSON.parse(readFileSync(join(GOLDEN_DIR, name), 'utf8')) as GoldenFile]));
}

export interface Replayed {
  what: string;
  expected: GoldenExchange['answer'];
  /** With the placeholders of the golden file where they fit. */
  came: { status: number; json: unknown };
}

/** @param values what `${name}` stands for: key, revokedKey */
export async function replayGolden(
  address: string,
  { exchanges }: GoldenFile,
  values: Record<string, string>,
): Promise<Replayed[]> {
  const known = { ...values };
  const replayed: Replayed[] = [];
  for (const { what, request, answer, keep = {} } of exchanges) {
    const came = await ask(address, request, known);
    for (const [name, field] of Object.entries(keep))
      known[name] = String((came.json as { data?: Record<string, unknown> }).data?.[field]);
    replayed.push({ what, expected: answer, came: { status: came.status, json: masked(came.json, answer.json) } });
  }
  return replayed;
}

async function ask(
  address: string,
  { method, path, headers, json, base64, gzip }: GoldenExchange['request'],
  known: Record<string, string>,
) {
  const shown = Object.entries(headers).map(([name, value]) => [
    name,
    value.replace(/\$\{(\w+)\}/, (_all, key: string) => known[key] ?? ''),
  ]);
  const text =
    json === undefined
      ? undefined
      : JSON.stringify(json).replaceAll('"<now>"', JSON.stringify(new Date().toISOString()));
  const plain = text ?? (base64 === undefined ? undefined : Buffer.from(base64, 'base64'));
  const body = gzip && plain !== undefined ? gzipSync(plain) : plain;
  const answer = await fetch(`${address}${path}`, {
    method,
    headers: {
      ...Object.fromEntries(shown),
      ...(text !== undefined && { 'content-type': 'application/json' }),
      ...(gzip && { 'content-encoding': 'gzip' }),
    },
    ...(body !== undefined && { body: new Uint8Array(Buffer.from(body)) }),
  });
  return { status: answer.status, json: (await answer.json()) as unknown };
}

const FITS: Record<string, (value: unknown) => boolean> = {
  '<text>': (value) => typeof value === 'string' && value !== '',
  '<time>': (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  '<any>': () => true,
};

/** What stands where the golden file has a placeholder becomes that placeholder; fields it does not name stay. */
function masked(value: unknown, golden: unknown): unknown {
  if (typeof golden === 'string' && golden in FITS) return FITS[golden]?.(value) ? golden : value;
  if (Array.isArray(value) && Array.isArray(golden)) return value.map((one, i) => masked(one, golden[i]));
  if (!isObject(value) || !isObject(golden)) return value;
  const fields = Object.entries(value).map(([key, one]) => [key, masked(one, golden[key])]);
  // A placeholder also stands for what is not there.
  const absent = Object.entries(golden).filter(([key, one]) => one === '<any>' && !(key in value));
  return Object.fromEntries([...fields, ...absent]);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
