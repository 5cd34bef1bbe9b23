/** From flags, environment and station.yaml to the one configuration of this life. Nothing else reads them. */
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { backendSchema } from '@neurohub/contracts/backend-config';
import type { StationConfig } from '@neurohub/contracts/config';
import { CodedError } from '@neurohub/contracts/errors';
import { isLoopback } from '@neurohub/server-kit/addresses';
import type { Flags } from '../flags.ts';
import { configError } from './config-problem.ts';
import { parseConfig } from './parse-config.ts';
import type { Environment } from './references.ts';
import { usableCores } from './usable-cores.ts';

const DEFAULT_FILE = 'config/station.yaml';
const LARGEST_FILE_BYTES = 1024 * 1024;

export interface LoadedConfig {
  /** Immutable. Flags and environment are in it already; `paths.*`, `server.tls.*` and `logging.file` are absolute. */
  config: StationConfig;
  /** Absolute path of the file that was read. */
  file: string;
  /** What was in it. */
  text: string;
  /** What it says in its own words: see `parseConfig`. */
  value: unknown;
  /** What a person should know, for the log and `GET /api/system/info`. */
  warnings: string[];
}

export type ConfigFlags = Omit<Flags, 'help'>;

/**
 * Relative paths, in the file as in the flags, begin at the working directory.
 * @throws CodedError CONFIG_NOT_FOUND, CONFIG_INVALID, INSECURE_ADDRESS
 */
export async function loadConfig(flags: ConfigFlags, env: Environment): Promise<LoadedConfig> {
  const file = configFileOf(flags);
  return loadText(await readConfigText(file), { file, flags, env });
}

export const configFileOf = ({ configFile }: Pick<ConfigFlags, 'configFile'>): string =>
  resolve(configFile ?? DEFAULT_FILE);

/** As {@link loadConfig}, for a text that would stand in the file. */
export function loadText(
  text: string,
  { file, flags, env }: { file: string; flags: ConfigFlags; env: Environment },
): LoadedConfig {
  assertSize(file, Buffer.byteLength(text));
  const parsed = parseConfig(text, { file, env, cores: usableCores(), hubUrl: flags.hub?.url });
  const config = withFlags(parsed.config, flags);
  const warnings = [...parsed.warnings, ...checkAddress(config), ...packageWarnings(config)];
  return { config, file, text, value: parsed.value, warnings };
}

function assertSize(file: string, size: number): void {
  if (size <= LARGEST_FILE_BYTES) return;
  const message = `the file has ${size} bytes, at most ${LARGEST_FILE_BYTES} are allowed`;
  throw configError(file, [{ path: '', message }]);
}

/** @throws CONFIG_NOT_FOUND; CONFIG_INVALID when it is too large, or no text */
export async function readConfigText(file: string): Promise<string> {
  try {
    await using handle = await open(file, 'r');
    const { size } = await handle.stat();
    assertSize(file, size);
    return new TextDecoder('utf-8', { fatal: true }).decode(await handle.readFile());
  } catch (cause) {
    if (cause instanceof CodedError) throw cause;
    if (cause instanceof TypeError) throw configError(file, [{ path: '', message: 'the file is not UTF-8 text' }]);
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CodedError('CONFIG_NOT_FOUND', `cannot read the configuration ${file}: ${why}`, {
      details: { file },
      cause,
    });
  }
}

function withFlags(config: StationConfig, { host, port, dataDir, hub }: ConfigFlags): StationConfig {
  const { tls } = config.server;
  const server = {
    ...config.server,
    ...{ host: host ?? config.server.host, port: port ?? config.server.port },
    ...(tls && { tls: { ...tls, cert: resolve(tls.cert), key: resolve(tls.key) } }),
  };
  const paths = {
    dataDir: resolve(dataDir ?? config.paths.dataDir),
    sequencesDir: resolve(config.paths.sequencesDir),
  };
  const file = config.logging.file === undefined ? {} : { file: resolve(config.logging.file) };
  const logging = { ...config.logging, ...file };
  return Object.freeze({
    ...config,
    server: Object.freeze(server),
    paths: Object.freeze(paths),
    logging: Object.freeze(logging),
    ...(hub && { backend: Object.freeze(withHub(config.backend, hub)) }),
  });
}

/** The rest of `backend` is as the file says, or as the schema. */
function withHub(backend: StationConfig['backend'], { url, apiKey }: NonNullable<ConfigFlags['hub']>) {
  const rest = backend ?? backendSchema.parse({ url });
  return { ...rest, url, apiKey: apiKey ?? rest.apiKey };
}

function checkAddress({ server }: StationConfig): string[] {
  if (isLoopback(server.host)) return [];
  if (server.auth.enabled) return addressWarnings(server);
  if (!server.allowInsecureLan)
    throw new CodedError(
      'INSECURE_ADDRESS',
      `server.host: ${server.host} can be reached from the network, and there is no authentication`,
      { details: { host: server.host } },
    );
  return [`server.host: the station listens on ${server.host} without authentication (server.allow_insecure_lan)`];
}

function addressWarnings({ host, tls }: StationConfig['server']): string[] {
  if (tls) return [];
  return [`server.tls: passwords and keys cross the network in clear, unless a proxy in front of ${host} speaks TLS`];
}

function packageWarnings({ packages: { unsigned } }: StationConfig): string[] {
  if (unsigned === 'refuse') return [];
  return [`packages.unsigned: ${unsigned}: whoever may upload a package can run any code on this machine`];
}

/** Whether anybody on the network may use the station without saying who he is. */
export const isOpenToAll = ({ host, auth }: StationConfig['server']): boolean => !isLoopback(host) && !auth.enabled;
