/** Adds, changes and removes one batch in the text of station.yaml. */
import type { BatchConfigBody } from '@neurohub/contracts/config-rest';
import { CodedError } from '@neurohub/contracts/errors';
import { parse } from 'yaml';
import { withoutValue, withValue } from './config-text.ts';

/** At the end of the list. @throws ALREADY_EXISTS */
export function withNewBatch(text: string, batch: BatchConfigBody): string {
  const ids = batchIds(text);
  if (ids.includes(batch.id)) throw new CodedError('ALREADY_EXISTS', `there is a batch "${batch.id}" already`);
  return withValue(text, ['batches', ids.length], inFile(batch));
}

/** What it does not say is not in the file any more. @throws BATCH_NOT_FOUND */
export function withChangedBatch(text: string, batch: BatchConfigBody): string {
  return withValue(text, ['batches', placeOf(text, batch.id)], inFile(batch));
}

/** @throws BATCH_NOT_FOUND */
export function withoutBatch(text: string, id: string): string {
  return withoutValue(text, ['batches', placeOf(text, id)]);
}

/** Their ids in the order of the file; a batch without one has a place too. */
export function batchIds(text: string): string[] {
  const { batches } = (parse(text, { logLevel: 'error' }) ?? {}) as { batches?: unknown };
  return (Array.isArray(batches) ? batches : []).map((batch: unknown) =>
    String((batch as { id?: unknown } | null)?.id),
  );
}

function placeOf(text: string, id: string): number {
  const ids = batchIds(text);
  if (!ids.includes(id))
    throw new CodedError('BATCH_NOT_FOUND', `no batch "${id}" in the file; there are: ${ids.join(', ') || 'none'}`);
  return ids.indexOf(id);
}

/** Keys of these are ids of people, and stay as they are. */
const MAPS = new Set(['hardware', 'parameters']);

function inFile(value: object): Record<string, unknown> {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.map(([key, item]) => [toSnakeCase(key), isSettings(item) && !MAPS.has(key) ? inFile(item) : item]),
  );
}

/** The batches of a file as the body of a request has them. */
export function batchesOf(value: unknown): BatchConfigBody[] {
  const { batches } = value as { batches?: unknown };
  return (Array.isArray(batches) ? batches : []).map((batch: unknown) => asBody(batch as object) as BatchConfigBody);
}

function asBody(value: object): Record<string, unknown> {
  const entries = Object.entries(value).map(([key, item]: [string, unknown]) => [
    key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    isSettings(item) && !MAPS.has(key) ? asBody(item) : item,
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

const toSnakeCase = (key: string) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const isSettings = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
