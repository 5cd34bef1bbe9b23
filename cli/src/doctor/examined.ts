/** What the doctor examines: the configuration as the station would read it, and the station itself where it runs. */
import { scalarSchema } from '@neurohub/contracts/record';
import type { BatchView } from '@neurohub/contracts/rest';
import type { SyncStatus } from '@neurohub/contracts/sync-rest';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import * as z from 'zod';

const settingsSchema = z.record(z.string(), z.record(z.string(), scalarSchema));

/** The part of the resolved station.yaml that the checks need, by its names in the file. */
export const examinedConfigSchema = z.looseObject({
  server: z.looseObject({ host: z.string(), port: z.number(), tls: z.unknown().optional() }),
  paths: z.looseObject({ sequences_dir: z.string(), data_dir: z.string() }),
  storage: z.looseObject({ min_free_mb: z.number() }),
  station: z.looseObject({ id: z.string() }).optional(),
  backend: z.looseObject({ url: z.string(), api_key: z.string().nullish() }).nullish(),
  shared_hardware: settingsSchema.default({}),
  batches: z.array(
    z.looseObject({
      id: z.string(),
      sequence_package: z.string(),
      simulation: z.boolean().default(false),
      hardware: settingsSchema.default({}),
    }),
  ),
});
export type ExaminedConfig = z.output<typeof examinedConfigSchema>;

/** What a running station says of itself. */
export interface RunningStation {
  /** Null when it does not tell this person: `refusal` says why. */
  told: {
    version: string;
    batches: readonly Pick<BatchView, 'id' | 'hardware'>[];
    /** Null: a station before there was a queue. */
    sync: Pick<SyncStatus, 'state' | 'problem' | 'queue'> | null;
  } | null;
  refusal: string;
}

/** One instrument with its settings, `${NAME}` filled in where the name has a value. */
export interface Instrument {
  /** `batch.instrument`, or the id of a shared one. */
  name: string;
  settings: Readonly<Record<string, ScalarValue>>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Instruments that are real: those of simulated batches are not looked for. */
export function instrumentsOf({ batches, shared_hardware }: ExaminedConfig, env: Environment): Instrument[] {
  const own = batches
    .filter(({ simulation }) => !simulation)
    .flatMap(({ id, hardware }) =>
      Object.entries(hardware)
        .filter(([, settings]) => settings['shared'] === undefined)
        .map(([name, settings]) => ({ name: `${id}.${name}`, settings: filledIn(settings, env) })),
    );
  const shared = Object.entries(shared_hardware).map(([name, settings]) => ({
    name,
    settings: filledIn(settings, env),
  }));
  return [...own, ...shared];
}

/** A reference of the configuration with the value of the environment; as it is written where there is none. */
export const filledText = (text: string, env: Environment): string =>
  text.replaceAll(/\$\{([A-Za-z_]\w*)\}/g, (all, name: string) => env[name] ?? all);

function filledIn(settings: Instrument['settings'], env: Environment): Instrument['settings'] {
  const entries = Object.entries(settings).map(([key, value]) => [
    key,
    typeof value === 'string' ? filledText(value, env) : value,
  ]);
  return Object.fromEntries(entries) as Instrument['settings'];
}
