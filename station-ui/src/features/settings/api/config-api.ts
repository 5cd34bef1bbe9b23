import {
  type BatchConfigBody,
  type ConfigChanged,
  type ConfigCheck,
  type ConfigVersion,
  type ConfigView,
  configChangedSchema,
  configCheckSchema,
  configVersionSchema,
  configVersionTextSchema,
  configViewSchema,
} from '@neurohub/contracts/config-rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';
import { z } from 'zod';

/** What the settings ask of the station. `revision`: of the text that a change was made from. */
export interface ConfigApi {
  fetch(): Promise<ConfigView>;
  check(text: string): Promise<ConfigCheck>;
  put(text: string, revision: string): Promise<ConfigChanged>;
  history(): Promise<ConfigVersion[]>;
  version(id: string): Promise<{ text: string }>;
  restore(id: string, revision: string): Promise<ConfigChanged>;
  addBatch(batch: BatchConfigBody, revision: string): Promise<ConfigChanged>;
  changeBatch(batch: BatchConfigBody, revision: string): Promise<ConfigChanged>;
  removeBatch(id: string, revision: string): Promise<ConfigChanged>;
  packages(): Promise<string[]>;
}

const change = (path: string, body: object, method?: 'PUT' | 'DELETE') =>
  requestData(configChangedSchema, path, { body, ...(method && { method }) });
const batchPath = (id: string) => `/api/batches/${encodeURIComponent(id)}`;
const versionPath = (id: string) => `/api/config/history/${encodeURIComponent(id)}`;

export const CONFIG_API: ConfigApi = {
  fetch: () => requestData(configViewSchema, '/api/config'),
  check: (text) => requestData(configCheckSchema, '/api/config/check', { body: { text } }),
  put: (text, revision) => change('/api/config', { text, revision }, 'PUT'),
  history: () => requestData(z.array(configVersionSchema), '/api/config/history'),
  version: (id) => requestData(configVersionTextSchema, versionPath(id)),
  restore: (id, revision) => change(`${versionPath(id)}/restore`, { revision }),
  addBatch: (batch, revision) => change('/api/batches', { batch, revision }),
  changeBatch: ({ id, ...batch }, revision) => change(batchPath(id), { batch, revision }, 'PUT'),
  removeBatch: (id, revision) => change(batchPath(id), { revision }, 'DELETE'),
  packages: async () =>
    (await requestData(z.array(z.object({ name: z.string() })), '/api/sequences')).map(({ name }) => name),
};
