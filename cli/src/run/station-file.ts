/**
 * What `station run` needs of station.yaml: where the station keeps its data, and a batch. Everything else of the file is the
 * service's: a mistake there, or a `${NAME}` of it that is not set on this desk, keeps nobody from running a package.
 */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type BatchConfig, NOTED_CONFIG_KEYS, stationConfigSchema } from '@neurohub/contracts/config';
import { CodedError } from '@neurohub/contracts/errors';
import { nearestKey, readYaml, type YamlFile } from '@neurohub/package-kit';
import * as z from 'zod';
import { type CommandInput, textOf } from '../command.ts';

/** The same default as the service has. */
const DEFAULT_FILE = 'config/station.yaml';
const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
/** Of a batch: these stay references until an execution starts, so that no plan holds a secret. */
const KEPT = new Set(['hardware', 'parameters']);

const outlineSchema = z.looseObject({
  paths: z
    .looseObject({ data_dir: z.string().min(1), sequences_dir: z.string().min(1) })
    .partial()
    .default({}),
  logging: z
    .looseObject({ file: z.string().min(1) })
    .partial()
    .default({}),
  batches: z.array(z.looseObject({ id: z.string() })).default([]),
});

export interface StationFile {
  dataDir: string | undefined;
  sequencesDir: string | undefined;
  logFile: string | undefined;
  /** Absolute path of the file that was read. */
  file: string;
  /** @throws BATCH_NOT_FOUND, CONFIG_INVALID */
  batch(id: string): BatchConfig;
}

/**
 * The file that --config or STATION_CONFIG names, or config/station.yaml where there is one. Null: there is no station here.
 * @throws CONFIG_NOT_FOUND for a named one that is not there; INVALID_YAML, CONFIG_INVALID
 */
export async function readStationFile({ cwd, flags, env }: CommandInput): Promise<StationFile | null> {
  const named = textOf(flags['config']) ?? (env['STATION_CONFIG'] || undefined);
  const file = resolve(cwd, named ?? DEFAULT_FILE);
  if (!(await stat(file).catch(() => null))) {
    if (named === undefined) return null;
    throw new CodedError('CONFIG_NOT_FOUND', `${file} is not there`);
  }
  const yaml = await readYaml(file);
  const at = { file, yaml };
  const { paths, logging, batches, ...rest } = checked(outlineSchema, filledIn(yaml.value ?? {}, env), { at });
  return {
    dataDir: paths.data_dir,
    sequencesDir: paths.sequences_dir,
    logFile: logging.file,
    file,
    batch(id) {
      const index = batches.findIndex((batch) => batch.id === id);
      const found = batches[index];
      if (!found) throw unknownBatch(id, { file, known: batches.map((batch) => batch.id) });
      const { station, shared_hardware } = rest;
      const part = { station, shared_hardware, batches: [withoutNoted(found)] };
      const [batch] = checked(stationConfigSchema, part, { at, index }).batches;
      if (!batch) throw new Error('a batch was read, and is not there');
      refuseUnknownShared(batch, { file, known: Object.keys(shared_hardware ?? {}) });
      return batch;
    },
  };
}

/** References with their values, where they are replaced at reading and have one. */
function filledIn(value: unknown, env: CommandInput['env'], depth: readonly string[] = []): unknown {
  const [top, , key] = depth;
  if (top === 'shared_hardware' || (top === 'batches' && KEPT.has(key ?? ''))) return value;
  if (typeof value === 'string')
    return value.replaceAll(REFERENCE, (reference, name: string) => env[name] ?? reference);
  if (Array.isArray(value)) return value.map((item, index) => filledIn(item, env, [...depth, String(index)]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filledIn(item, env, [...depth, name])]));
}

/** Keys that the service accepts and takes no notice of. */
function withoutNoted(batch: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(batch).filter(([key]) => !Object.hasOwn(NOTED_CONFIG_KEYS, `batches.*.${key}`)),
  );
}

/** `index`: which batch of the file the only one of `value` is. */
function checked<T extends z.ZodType>(
  schema: T,
  value: unknown,
  { at: { file, yaml }, index }: { at: { file: string; yaml: YamlFile }; index?: number },
): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => {
    const inFile = index !== undefined && path[0] === 'batches' ? ['batches', index, ...path.slice(2)] : path;
    const { line, column } = yaml.positionOf(inFile);
    return `${file}:${line}:${column} ${inFile.join('.')}: ${message}`;
  });
  throw new CodedError('CONFIG_INVALID', problems.join('\n'));
}

function unknownBatch(id: string, { file, known }: { file: string; known: readonly string[] }): CodedError {
  return new CodedError('BATCH_NOT_FOUND', `${file} has no batch "${id}"; ${suggest(id, known)}`);
}

function refuseUnknownShared(
  { shared }: BatchConfig,
  { file, known }: { file: string; known: readonly string[] },
): void {
  for (const [id, instrument] of Object.entries(shared))
    if (!known.includes(instrument))
      throw new CodedError(
        'CONFIG_INVALID',
        `${file}: hardware.${id}: shared_hardware has no "${instrument}"; ${suggest(instrument, known)}`,
      );
}

function suggest(word: string, known: readonly string[]): string {
  const near = nearestKey(word, known);
  return near === undefined ? `there are: ${known.join(', ') || 'none'}` : `did you mean "${near}"?`;
}
