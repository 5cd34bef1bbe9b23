/**
 * station.yaml: snake_case in the file, camelCase from here on (this is the one conversion). Ids are never converted.
 * Unknown keys are refused; keys the original system knew, and keys of later releases, are listed in {@link NOTED_CONFIG_KEYS}
 * and accepted with a warning.
 */
import * as z from 'zod';
import { backendSchema, startGateSchema } from './backend-config.ts';
import { hardwareErrorsOf } from './hardware-errors-config.ts';
import { loggingSchema } from './logging-config.ts';
import { packagesSchema } from './packages-config.ts';
import { idSchema, scalarSchema } from './record.ts';
import {
  batchErrorHandlingSchema,
  batchRecoverySchema,
  errorHandlingSchema,
  recoveryOf,
  recoverySchema,
} from './recovery-config.ts';
import { resourceLimitsSchema } from './resource-limits-config.ts';
import { screenSchema } from './screen-config.ts';
import { serverSchema } from './server-config.ts';
import { shiftsSchema } from './shifts-config.ts';
import { storageSchema } from './storage-config.ts';

/**
 * Settings of one instrument. Values may hold `${NAME}`, taken from the environment when an execution starts.
 * `{shared: <id>}` stands for an instrument of `shared_hardware`, with that one's settings.
 */
const hardwareConfigSchema = z.record(idSchema, z.record(idSchema, scalarSchema));

const batchSchema = z
  .strictObject({
    id: idSchema,
    name: z.string().min(1).max(100).optional(),
    slot: z.int().min(1).max(16).optional().describe('place on the screen; the lowest free one when absent'),
    sequence_package: z.string().min(1).describe('folder below paths.sequences_dir, with or without "sequences/"'),
    hardware: hardwareConfigSchema.default({}),
    parameters: z.record(idSchema, scalarSchema).default({}),
    simulation: z
      .boolean()
      .default(false)
      .describe('the simulators that the package names stand in for its hardware; records say `simulated`'),
    auto_start: z
      .boolean()
      .default(false)
      .describe('start the batch process with the station; never starts a sequence'),
    unattended: z
      .boolean()
      .default(false)
      .describe(
        'an interrupted execution goes on by itself although instruments were armed, when manifest.yaml says so too',
      ),
    recovery: batchRecoverySchema.optional(),
    error_handling: batchErrorHandlingSchema.prefault({}),
    resource_limits: resourceLimitsSchema,
  })
  .transform((b) => ({
    id: b.id,
    name: b.name ?? b.id,
    slot: b.slot,
    sequencePackage: b.sequence_package.replace(/^\.?\/?sequences\//, '').replace(/\/+$/, ''),
    hardware: b.hardware,
    parameters: b.parameters,
    simulation: b.simulation,
    autoStart: b.auto_start,
    unattended: b.unattended,
    recovery: { recovery: b.recovery, mode: b.error_handling.recoveryMode },
    stepErrors: b.error_handling.stepErrors,
    hardwareErrors: b.error_handling.hardwareErrors,
    resourceLimits: b.resource_limits,
  }));

/** Which of a batch's instruments stand for one of `shared_hardware`, by hardware id. */
function sharedIdsOf(hardware: z.output<typeof hardwareConfigSchema>): Record<string, string> {
  const ids = Object.entries(hardware).flatMap(([id, { shared }]) =>
    shared === undefined ? [] : [[id, String(shared)]],
  );
  return Object.fromEntries(ids) as Record<string, string>;
}

/** Of the file's format. A file without a version is of the first days; `migrate-config` of the service knows the way from each. */
export const CONFIG_VERSION = 1;

export const stationConfigSchema = z
  .strictObject({
    version: z.int().min(0).max(CONFIG_VERSION).default(CONFIG_VERSION).describe("of the file's format"),
    station: z.strictObject({
      id: idSchema.describe('unique in the factory'),
      name: z.string().min(1).max(100),
      description: z.string().max(1000).default(''),
    }),
    server: serverSchema,
    backend: backendSchema.optional().describe('NeuroHub; without it results stay here'),
    start_gate: startGateSchema.optional().describe('asked before each test, such as an MES'),
    paths: z
      .strictObject({
        sequences_dir: z.string().min(1).default('sequences'),
        data_dir: z.string().min(1).default('data'),
      })
      .prefault({})
      .transform((p) => ({ sequencesDir: p.sequences_dir, dataDir: p.data_dir })),
    packages: packagesSchema,
    shared_hardware: z
      .record(idSchema, z.record(idSchema, scalarSchema))
      .default({})
      .describe('instruments that several batches use in turn: settings by id'),
    rendezvous: z
      .record(
        idSchema,
        z.strictObject({
          batches: z.array(idSchema).min(1).describe('that begin the step together; one alone meets itself'),
          timeout: z.number().min(1).max(86_400).default(600).describe('seconds; longest wait for the others'),
        }),
      )
      .default({})
      .transform((all) =>
        Object.fromEntries(
          Object.entries(all).map(([name, { batches, timeout }]) => [name, { batches, timeoutMs: timeout * 1000 }]),
        ),
      ),
    manual: z
      .strictObject({
        idle_seconds: z
          .number()
          .min(1)
          .max(3600)
          .default(60)
          .describe('an unused manual session is made safe after this'),
      })
      .prefault({})
      .transform((m) => ({ idleMs: m.idle_seconds * 1000 })),
    batches: z.array(batchSchema).max(16).default([]),
    recovery: recoverySchema,
    error_handling: errorHandlingSchema,
    screen: screenSchema,
    shifts: shiftsSchema,
    storage: storageSchema,
    logging: loggingSchema,
  })
  .superRefine((config, context) => {
    config.batches.forEach((batch, index) => {
      for (const [id, { shared, ...settings }] of Object.entries(batch.hardware))
        if (shared !== undefined && (typeof shared !== 'string' || Object.keys(settings).length > 0))
          context.addIssue({
            code: 'custom',
            path: ['batches', index, 'hardware', id],
            message: '`shared` is the id of one of shared_hardware and stands alone: its settings are the same for all',
          });
    });
    const seen = new Map<string, number>();
    const slots = new Map<number, string>();
    config.batches.forEach((batch, index) => {
      if (seen.has(batch.id))
        context.addIssue({
          code: 'custom',
          path: ['batches', index, 'id'],
          message: `each batch needs its own id; "${batch.id}" is also batches[${seen.get(batch.id)}]`,
        });
      seen.set(batch.id, index);
      if (batch.slot === undefined) return;
      if (slots.has(batch.slot))
        context.addIssue({
          code: 'custom',
          path: ['batches', index, 'slot'],
          message: `each batch needs its own slot; ${batch.slot} is taken by "${slots.get(batch.slot)}"`,
        });
      slots.set(batch.slot, batch.id);
    });
  })
  .transform(({ shared_hardware, start_gate, batches, recovery, error_handling, ...config }) => ({
    ...config,
    ...(start_gate && { startGate: start_gate }),
    sharedHardware: shared_hardware,
    batches: batches.map((batch) => {
      const shared = sharedIdsOf(batch.hardware);
      // The settings of an id that nobody declared are empty; whoever reads the file says so.
      const settings = Object.entries(shared).map(
        ([id, instrument]) => [id, shared_hardware[instrument] ?? {}] as const,
      );
      const own = recoveryOf({ recovery, mode: error_handling.recoveryMode }, batch.recovery);
      const stepErrors = { batch: batch.stepErrors, station: error_handling.stepErrors };
      const hardwareErrors = hardwareErrorsOf(error_handling.hardwareErrors, batch.hardwareErrors);
      return {
        ...batch,
        recovery: own,
        stepErrors,
        hardwareErrors,
        shared,
        hardware: { ...batch.hardware, ...Object.fromEntries(settings) },
      };
    }),
  }));

export type StationConfig = z.output<typeof stationConfigSchema>;
export type BatchConfig = StationConfig['batches'][number];

/**
 * Keys that are accepted and have no effect, with what to say. `*` stands for any list index.
 * Left by the original system, or of a release to come.
 */
export const NOTED_CONFIG_KEYS: Readonly<Record<string, string>> = {
  ipc: 'no ports are needed any more: each worker gets private sockets',
  workflow: 'not supported in this release: remove it',
  git_sync: 'not supported: packages are pulled from NeuroHub',
  simulation: 'say simulation: true in each batch that is to be simulated',
  'backend.station_id': 'use station.id',
  'backend.equipment_id': 'use station.id',
  'backend.timeout': 'use backend.timeouts',
  'backend.max_retries': 'results are retried until they arrive',
  'batches.*.process_id': 'not supported in this release: remove it',
  'batches.*.config': 'use slot and parameters',
  'batches.*.workflow': 'not supported in this release: remove it',
  'batches.*.barcode_scanner':
    'keyboard-wedge scanners work on the screen without it; their settings are screen.scanner',
};
