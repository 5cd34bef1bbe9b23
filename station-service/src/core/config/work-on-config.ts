/** `station config check | show | diff | set | migrate`: on the file, whether a station runs or not. */
import { resolve } from 'node:path';
import type { ConfigChange } from '@neurohub/contracts/config-rest';
import { CodedError } from '@neurohub/contracts/errors';
import { parse, stringify } from 'yaml';
import { readFlags } from '../flags.ts';
import { configChanges } from './config-changes.ts';
import { withContent, withoutValue, withValue } from './config-text.ts';
import { keyPath } from './key-path.ts';
import { type ConfigFlags, configFileOf, type LoadedConfig, loadText, readConfigText } from './load-config.ts';
import type { Environment } from './references.ts';
import { resolveConfig } from './resolved-config.ts';
import { keepConfig, writeConfig } from './write-config.ts';

export type ConfigRequest = { configFile?: string | undefined } & (
  | { verb: 'check' | 'show' | 'migrate' }
  /** `other`: default what was before the last change. */
  | { verb: 'diff'; other?: string | undefined }
  /** `value`: as YAML; absent: the key is taken out. */
  | { verb: 'set'; key: string; value?: string | undefined; by?: string | undefined }
);

export interface ConfigAnswer {
  file: string;
  hash: string;
  warnings: string[];
  changes?: ConfigChange[];
  /** `show`: the resolved configuration, and as YAML. */
  resolved?: Record<string, unknown>;
  text?: string;
  fromFlags?: string[];
}

/** @throws CONFIG_NOT_FOUND, CONFIG_INVALID, VALIDATION_ERROR, BATCH_NOT_FOUND, FILE_ACCESS */
export async function workOnConfig(request: ConfigRequest, env: Environment): Promise<ConfigAnswer> {
  const args = request.configFile === undefined ? [] : ['--config', request.configFile];
  const flags = readFlags(args, env);
  const file = configFileOf(flags);
  const text = await readConfigText(file);
  const load = (changed: string) => loadText(changed, { file, flags, env });
  if (request.verb === 'set') return change(text, setIn(text, request), { load, flags, by: request.by });
  const loaded = load(text);
  if (request.verb === 'migrate') return change(text, migrated(loaded), { load, flags, by: undefined });
  const { resolved, hash, fromFlags } = resolveConfig(loaded.value, flags);
  const about = { file, hash, warnings: loaded.warnings };
  const shown = { ...about, resolved, fromFlags, text: stringify(resolved, { lineWidth: 0 }) };
  if (request.verb !== 'diff') return request.verb === 'show' ? shown : about;
  const other = resolve(request.other ?? `${file}.backup`);
  const former = loadText(await readConfigText(other), { file: other, flags, env });
  return { ...about, changes: configChanges(former.value, loaded.value) };
}

interface Change {
  load(text: string): LoadedConfig;
  flags: ConfigFlags;
  by: string | undefined;
}

/** Nothing is written that the station would not accept. */
async function change(before: string, text: string, { load, flags, by }: Change): Promise<ConfigAnswer> {
  const loaded = load(text);
  const { file, value, warnings } = loaded;
  // What is being repaired cannot be compared.
  const former = acceptedValue(before, load);
  const { hash } = resolveConfig(value, flags);
  if (text !== before) {
    await writeConfig(file, text);
    await keepConfig(file, { text, before, at: new Date().toISOString(), how: 'command', by });
  }
  return { file, hash, warnings, changes: former === undefined ? [] : configChanges(former, value) };
}

function setIn(text: string, { key, value }: { key: string; value?: string | undefined }): string {
  const path = keyPath(key, text);
  return value === undefined ? withoutValue(text, path) : withValue(text, path, yamlValue(value));
}

/** The text as a file of the present version has it. */
function migrated({ text, value }: LoadedConfig): string {
  const { version } = value as { version?: number };
  const said = (parse(text) ?? {}) as { version?: number };
  if (version === undefined || said.version === version) return text;
  return withContent(text, value as Record<string, unknown>);
}

function yamlValue(text: string): unknown {
  try {
    return parse(text, { version: '1.2', schema: 'core', merge: false, logLevel: 'error' }) as unknown;
  } catch {
    throw new CodedError('VALIDATION_ERROR', `"${text}" is no YAML value: put quotes around a text`);
  }
}

function acceptedValue(text: string, load: Change['load']): unknown {
  try {
    return load(text).value;
  } catch (thrown) {
    if (thrown instanceof CodedError) return undefined;
    throw thrown;
  }
}
