/** What the command line and the environment say. A flag wins over the environment, the environment over station.yaml. */
import { parseArgs } from 'node:util';
import { CodedError } from '@neurohub/contracts/errors';
import { nearest } from './config/nearest.ts';

export const HELP = `Usage: station-service [options]

  --config <file>      station.yaml to read            STATION_CONFIG     (default config/station.yaml)
  --host <address>     address to listen on            STATION_HOST       (default server.host, 127.0.0.1)
  --port <number>      port, 0 for any free one        STATION_PORT       (default server.port, 8080)
  --data-dir <folder>  where everything is kept        STATION_DATA_DIR   (default paths.data_dir, data)
  --hub <url>          NeuroHub to deliver to          NEUROHUB_URL       (default backend.url; none: results stay)
                       with the key                    NEUROHUB_API_KEY   (default backend.api_key)
  --help               show this and end

A flag wins over its environment variable, and that over station.yaml.
`;

export interface Flags {
  help: boolean;
  /** Undefined means the default file. */
  configFile: string | undefined;
  host: string | undefined;
  port: number | undefined;
  dataDir: string | undefined;
  /** NeuroHub, whatever `backend` of station.yaml says about address and key. */
  hub?: { url: string; apiKey: string | undefined };
}

type Environment = Readonly<Record<string, string | undefined>>;

const VALUE_FLAGS = {
  config: 'STATION_CONFIG',
  host: 'STATION_HOST',
  port: 'STATION_PORT',
  'data-dir': 'STATION_DATA_DIR',
  hub: 'NEUROHUB_URL',
};
type ValueFlag = keyof typeof VALUE_FLAGS;
const VALUE_FLAG_NAMES: readonly string[] = Object.keys(VALUE_FLAGS);

/**
 * @param argv the arguments after the program's name
 * @throws CodedError CONFIG_INVALID for an unknown flag, a flag without its value, or a port that is none
 */
export function readFlags(argv: readonly string[], env: Environment): Flags {
  const given = parse(argv);
  const setting = (flag: ValueFlag) => given.get(flag) ?? (env[VALUE_FLAGS[flag]] || undefined);
  const port = setting('port');
  const hub = setting('hub');
  return {
    help: given.has('help'),
    configFile: setting('config'),
    host: setting('host'),
    port: port === undefined ? undefined : toPort(port, given.has('port') ? '--port' : 'STATION_PORT'),
    dataDir: setting('data-dir'),
    ...(hub !== undefined && { hub: toHub(hub, { given, env }) }),
  };
}

function parse(argv: readonly string[]): Map<string, string> {
  const value = { type: 'string' } as const;
  const options = {
    config: value,
    host: value,
    port: value,
    'data-dir': value,
    hub: value,
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') throw invalid(`unexpected argument "${token.value}"`);
    if (token.name === 'help') given.set('help', '');
    else if (!VALUE_FLAG_NAMES.includes(token.name)) throw unknownFlag(token.rawName);
    else if (!token.value) throw invalid(`${token.rawName} needs a value`);
    else given.set(token.name, token.value);
  }
  return given;
}

function unknownFlag(rawName: string): CodedError {
  const near = nearest(rawName.replace(/^-+/, ''), [...VALUE_FLAG_NAMES, 'help']);
  return invalid(`unknown flag ${rawName}${near === undefined ? '' : `; did you mean --${near}?`}`);
}

function toPort(text: string, source: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw invalid(`${source}: expected a number from 0 to 65535, got "${text}"`);
}

function toHub(
  url: string,
  { given, env }: { given: ReadonlyMap<string, string>; env: Environment },
): NonNullable<Flags['hub']> {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))
    return { url: url.replace(/\/+$/, ''), apiKey: env['NEUROHUB_API_KEY'] || undefined };
  const source = given.has('hub') ? '--hub' : 'NEUROHUB_URL';
  throw invalid(`${source}: expected an address such as https://neurohub.factory.example, got "${url}"`);
}

function invalid(message: string): CodedError {
  return new CodedError('CONFIG_INVALID', `${message}\n\n${HELP}`, { details: { problems: [{ message }] } });
}
