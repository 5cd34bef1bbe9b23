import {
  type BatchConfigBody,
  type ConfigChanged,
  type ConfigCheck,
  type ConfigDraft,
  type ConfigEdit,
  type ConfigForm,
  type ConfigVersion,
  type ConfigView,
  configChangedSchema,
  configCheckSchema,
  configDraftSchema,
  configFormSchema,
  configVersionSchema,
  configVersionTextSchema,
  configViewSchema,
  type Reach,
  reachSchema,
  triedInstrumentsSchema,
} from '@neurohub/contracts/config-rest';
import { type SequenceDetail, sequenceDetailSchema } from '@neurohub/contracts/rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';
import { z } from 'zod';

/** What the settings ask of the station. `revision`: of the text that a change was made from. */
export interface ConfigApi {
  fetch(): Promise<ConfigView>;
  check(text: string): Promise<ConfigCheck>;
  put(text: string, revision: string, reason?: string): Promise<ConfigChanged>;
  /** What may stand in the file. */
  form(): Promise<ConfigForm>;
  /** The text with some keys changed; nothing is written. */
  draft(text: string, edits: readonly ConfigEdit[]): Promise<ConfigDraft>;
  tryBackend(text: string): Promise<Reach>;
  tryInstruments(hardware: NonNullable<BatchConfigBody['hardware']>): Promise<Record<string, Reach>>;
  sequence(name: string): Promise<SequenceDetail>;
  history(): Promise<ConfigVersion[]>;
  version(id: string): Promise<{ text: string }>;
  restore(id: string, revision: string, reason?: string): Promise<ConfigChanged>;
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
  put: (text, revision, reason) => change('/api/config', { text, revision, ...(reason && { reason }) }, 'PUT'),
  form: () => requestData(configFormSchema, '/api/config/schema'),
  draft: (text, edits) => requestData(configDraftSchema, '/api/config/draft', { body: { text, edits } }),
  tryBackend: (text) => requestData(reachSchema, '/api/config/try/backend', { body: { text } }),
  tryInstruments: (hardware) =>
    requestData(triedInstrumentsSchema, '/api/config/try/instruments', { body: { hardware } }),
  sequence: (name) => requestData(sequenceDetailSchema, `/api/sequences/${encodeURIComponent(name)}`),
  history: () => requestData(z.array(configVersionSchema), '/api/config/history'),
  version: (id) => requestData(configVersionTextSchema, versionPath(id)),
  restore: (id, revision, reason) => change(`${versionPath(id)}/restore`, { revision, ...(reason && { reason }) }),
  addBatch: (batch, revision) => change('/api/batches', { batch, revision }),
  changeBatch: ({ id, ...batch }, revision) => change(batchPath(id), { batch, revision }, 'PUT'),
  removeBatch: (id, revision) => change(batchPath(id), { revision }, 'DELETE'),
  packages: async () =>
    (await requestData(z.array(z.object({ name: z.string() })), '/api/sequences')).map(({ name }) => name),
};
