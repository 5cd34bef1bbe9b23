import type { BatchConfigBody, ConfigView } from '@neurohub/contracts/config-rest';
import { configChangedSchema, configViewSchema } from '@neurohub/contracts/config-rest';
import {
  type OverridesBody,
  type OverridesCheckBody,
  overridesCheckSchema,
  overridesViewSchema,
} from '@neurohub/contracts/overrides';
import { packageVersionsSchema, versionInUseSchema } from '@neurohub/contracts/packages-rest';
import { sequenceDetailSchema, sequenceSummarySchema, uploadedSequenceSchema } from '@neurohub/contracts/rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';
import { z } from 'zod';

/** A large archive over a slow network, and its check. */
const UPLOAD_TIMEOUT_MS = 300_000;
/** A package that nobody has asked for yet is compiled first. */
const COMPILE_TIMEOUT_MS = 60_000;

const pathOf = (name: string, ...more: string[]) =>
  ['/api/sequences', ...[name, ...more].map(encodeURIComponent)].join('/');

export const fetchSequences = () => requestData(z.array(sequenceSummarySchema), '/api/sequences');
export const fetchSequence = (name: string) =>
  requestData(sequenceDetailSchema, pathOf(name), { timeoutMs: COMPILE_TIMEOUT_MS });

export function uploadPackage(file: Blob, { use }: { use: boolean }) {
  const body = new Blob([file], { type: 'application/x-tar' });
  return requestData(uploadedSequenceSchema, `/api/sequences?use=${use}`, { body, timeoutMs: UPLOAD_TIMEOUT_MS });
}

export const fetchVersions = (name: string) => requestData(packageVersionsSchema, pathOf(name, 'versions'));
export const chooseVersion = (name: string, body: { version: string; reason: string }) =>
  requestData(versionInUseSchema, pathOf(name, 'use'), { body });
export const rollBack = (name: string, body: { reason: string }) =>
  requestData(versionInUseSchema, pathOf(name, 'rollback'), { body });

export const fetchOverrides = (name: string) =>
  requestData(overridesViewSchema, pathOf(name, 'overrides'), { timeoutMs: COMPILE_TIMEOUT_MS });
export const checkOverrides = (name: string, body: OverridesCheckBody) =>
  requestData(overridesCheckSchema, pathOf(name, 'overrides', 'check'), { body });
export const saveOverrides = (name: string, body: OverridesBody) =>
  requestData(overridesViewSchema, pathOf(name, 'overrides'), { method: 'PUT', body });
export const deleteOverrides = (name: string, body: { reason: string }) =>
  requestData(z.object({ deleted: z.boolean() }), pathOf(name, 'overrides'), { method: 'DELETE', body });

/** Which values station.yaml gives to batches. */
export const fetchBatchConfigs = (): Promise<ConfigView> => requestData(configViewSchema, '/api/config');
export async function saveBatchConfig(
  { id, ...batch }: BatchConfigBody,
  about: { revision: string; reason: string },
): Promise<void> {
  const body = { batch, ...about };
  await requestData(configChangedSchema, `/api/batches/${encodeURIComponent(id)}`, { method: 'PUT', body });
}
