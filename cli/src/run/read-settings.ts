import { resolve } from 'node:path';
import { CodedError, isCodedError } from '@neurohub/contracts/errors';
import type { Manifest } from '@neurohub/contracts/manifest';
import { scalarSchema } from '@neurohub/contracts/record';
import type { ParameterType, ScalarValue } from '@neurohub/contracts/vocabulary';
import { nearestKey, readYaml } from '@neurohub/package-kit';
import * as z from 'zod';

type Settings = Record<string, Record<string, ScalarValue>>;

const hardwareFileSchema = z.record(z.string(), z.record(z.string(), scalarSchema));

/** `name=value` as typed, by the declared type of the parameter. @throws USAGE */
export function readParameters(given: readonly string[], { parameters }: Manifest): Record<string, ScalarValue> {
  const entries = given.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new CodedError('USAGE', `--param ${text}: expected name=value`);
    const name = text.slice(0, at);
    const declared = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (!declared)
      throw new CodedError('USAGE', `--param ${name}: ${unknown(name, Object.keys(parameters), 'parameter')}`);
    return [name, typed(text.slice(at + 1), declared.type)] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * The settings of each instrument, as `hardware:` of a batch in station.yaml has them; `${NAME}` is a variable of the environment.
 * @throws MISSING_FILE, INVALID_YAML, CONFIG_INVALID
 */
export async function readHardware(file: string, cwd: string, { hardware }: Manifest): Promise<Settings> {
  const path = resolve(cwd, file);
  const { value, positionOf } = await readYaml(path);
  const inner = typeof value === 'object' && value !== null && 'hardware' in value ? value.hardware : value;
  const parsed = hardwareFileSchema.safeParse(inner ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const { line, column } = positionOf(issue?.path ?? []);
    throw new CodedError('CONFIG_INVALID', `${file}:${line}:${column} ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const stranger = Object.keys(parsed.data).find((id) => !Object.hasOwn(hardware, id));
  if (stranger === undefined) return parsed.data;
  const { line, column } = positionOf([stranger]);
  const message = `${file}:${line}:${column} "${stranger}": ${unknown(stranger, Object.keys(hardware), 'hardware')}`;
  throw new CodedError('CONFIG_INVALID', message);
}

/** What is not of the type stays as it was typed: the plan refuses it, with what is allowed. */
function typed(text: string, type: ParameterType): ScalarValue {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if ((type === 'integer' || type === 'float') && text.trim() !== '' && Number.isFinite(Number(text)))
    return Number(text);
  return text;
}

function unknown(name: string, known: readonly string[], what: string): string {
  const meant = nearestKey(name, known);
  const there = known.join(', ') || 'none';
  return `the package has no such ${what}; ${meant === undefined ? `there are: ${there}` : `did you mean "${meant}"?`}`;
}

/** A setting that an instrument lacks is given in station.yaml on a station; here there is none. */
export function explainMissingSetting<Resolved>({ hardware }: Manifest, resolve: () => Resolved): Resolved {
  try {
    return resolve();
  } catch (thrown) {
    if (!isCodedError(thrown) || thrown.details?.['hardware'] === undefined) throw thrown;
    const canSimulate = Object.values(hardware).every(({ simulator }) => simulator !== undefined);
    const message = `${thrown.message}: give it with --hardware <file.yaml>${canSimulate ? ', or run on simulators with --simulate' : ''}`;
    throw new CodedError(thrown.code, message, { details: thrown.details, cause: thrown });
  }
}
