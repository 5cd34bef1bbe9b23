/**
 * The accepted configuration as one: the words of the file, with every default and every flag filled in. References stay as they are
 * written, so that it has no secret that is not in the file, and equal hashes mean stations that are configured alike.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '@neurohub/contracts/canonical-json';
import { stationConfigSchema } from '@neurohub/contracts/config';
import * as z from 'zod';
import type { Flags } from '../flags.ts';
import { masked } from './secret-keys.ts';

type Settings = Record<string, unknown>;

export interface ResolvedConfig {
  /** Literal secrets are masked. */
  resolved: Settings;
  /** As `resolved`, with them: for comparing, never for showing. */
  filled: Settings;
  /** Keys that a flag, or its environment variable, has set. */
  fromFlags: string[];
  hash: string;
}

/** @param value what the file says, as `parseConfig` gives it */
export function resolveConfig(value: unknown, given: Partial<Omit<Flags, 'help'>>): ResolvedConfig {
  const settings = (structuredClone(value) ?? {}) as Settings;
  const flags = settingsOfFlags(given);
  for (const [path, flag] of flags) {
    const [section = '', key = ''] = path.split('.');
    settings[section] = { ...(settings[section] as Settings | undefined), [key]: flag };
  }
  const filled = withDefaults(settings, configShape()) as Settings;
  const resolved = masked(filled) as Settings;
  const hash = createHash('sha256').update(canonicalJson(resolved)).digest('hex');
  return { resolved, filled, fromFlags: flags.map(([path]) => path), hash };
}

function settingsOfFlags({ host, port, dataDir, hub }: Partial<Omit<Flags, 'help'>>): [string, unknown][] {
  const all = {
    ...{ 'server.host': host, 'server.port': port, 'paths.data_dir': dataDir, 'backend.url': hub?.url },
    // As it would be written: the key itself is a secret.
    'backend.api_key': hub?.apiKey === undefined ? undefined : '${NEUROHUB_API_KEY}',
  };
  return Object.entries(all).filter(([, flag]) => flag !== undefined);
}

interface Shape {
  properties?: Record<string, Shape>;
  items?: Shape;
  default?: unknown;
}

let shape: (Shape & Settings) | undefined;
/** The JSON Schema of the file. */
export function configShape(): Shape & Settings {
  shape ??= z.toJSONSchema(stationConfigSchema, { io: 'input', unrepresentable: 'any' }) as Shape & Settings;
  return shape;
}

function withDefaults(value: unknown, { properties, items }: Shape): unknown {
  if (Array.isArray(value)) return items ? value.map((item) => withDefaults(item, items)) : value;
  if (!properties || typeof value !== 'object' || value === null) return value;
  const keys = Object.entries(properties).flatMap(([key, child]) => {
    const own = (value as Settings)[key] ?? structuredClone(child.default);
    return own === undefined ? [] : [[key, withDefaults(own, child)]];
  });
  // In the order of the schema, then what it does not name: entries of maps.
  return { ...Object.fromEntries(keys), ...withoutKeys(value as Settings, properties) };
}

const withoutKeys = (value: Settings, known: object): Settings =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !Object.hasOwn(known, key)));
