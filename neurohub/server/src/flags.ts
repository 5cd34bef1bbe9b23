/** What the command line and the environment say: all that NeuroHub needs to know, there is no configuration file. */
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CodedError } from '@neurohub/contracts/errors';
import type { HubOptions } from './hub-options.ts';

export const HELP = `Usage: neurohub [options]
       neurohub user add|password|remove|list …     people, on the same database (neurohub user --help)
       neurohub station add|key|revoke|list …       stations, on the same database (neurohub station --help)
       neurohub backup|restore <folder>             everything in the database (neurohub backup --help)

  --host <address>          address to listen on                  NEUROHUB_HOST             (default 127.0.0.1)
  --port <number>           port, 0 for any free one              NEUROHUB_PORT             (default 3000)
  --data-dir <folder>       embedded PostgreSQL and files         NEUROHUB_DATA_DIR         (default data/neurohub)
  --database-url <url>      a PostgreSQL of one's own             DATABASE_URL              (default: the embedded one)
  --host-names <names>      names it is reached by, with commas   NEUROHUB_HOST_NAMES       (always: those of this machine)
  --trusted-proxies <list>  addresses or networks of reverse      NEUROHUB_TRUSTED_PROXIES  (default: none)
                            proxies, which say who asks
  --tls-cert <file>         certificate and key in PEM form:      NEUROHUB_TLS_CERT         (default: HTTP, for a reverse
  --tls-key <file>          HTTPS by NeuroHub itself              NEUROHUB_TLS_KEY           proxy or this machine alone)
  --open-viewing            whoever reaches it may look without   NEUROHUB_OPEN_VIEWING=1   (default: people sign in)
                            signing in
  --log-level <level>       debug, info, warning, error           NEUROHUB_LOG_LEVEL        (default info)
  --log-format <format>     text for people, json for machines    NEUROHUB_LOG_FORMAT       (default: text on a terminal)
  --help                    show this and end

                            lets a program read GET /metrics      NEUROHUB_METRICS_TOKEN    (as Authorization: Bearer)

A flag wins over its environment variable.
`;

type Environment = Readonly<Record<string, string | undefined>>;

const FLAGS = {
  host: { variable: 'NEUROHUB_HOST', type: 'string' },
  port: { variable: 'NEUROHUB_PORT', type: 'string' },
  'data-dir': { variable: 'NEUROHUB_DATA_DIR', type: 'string' },
  'database-url': { variable: 'DATABASE_URL', type: 'string' },
  'host-names': { variable: 'NEUROHUB_HOST_NAMES', type: 'string' },
  'trusted-proxies': { variable: 'NEUROHUB_TRUSTED_PROXIES', type: 'string' },
  'tls-cert': { variable: 'NEUROHUB_TLS_CERT', type: 'string' },
  'tls-key': { variable: 'NEUROHUB_TLS_KEY', type: 'string' },
  'open-viewing': { variable: 'NEUROHUB_OPEN_VIEWING', type: 'boolean' },
  'log-level': { variable: 'NEUROHUB_LOG_LEVEL', type: 'string' },
  'log-format': { variable: 'NEUROHUB_LOG_FORMAT', type: 'string' },
} as const;
type Flag = keyof typeof FLAGS;
type Settings = ReadonlyMap<Flag, { value: string; source: string }>;

const LEVELS = ['debug', 'info', 'warning', 'error'] as const;
const FORMATS = ['text', 'json'] as const;

/**
 * @returns null when only help is wanted
 * @throws CodedError CONFIG_INVALID naming the flag or variable, its value, and what is allowed
 */
export function readFlags(argv: readonly string[], env: Environment): HubOptions | null {
  const given = parse(argv);
  if (given === null) return null;
  const settings = collect(given, env);
  const tls = tlsFiles(settings);
  return {
    host: settings.get('host')?.value ?? '127.0.0.1',
    port: toPort(settings.get('port')),
    dataDir: resolve(settings.get('data-dir')?.value ?? 'data/neurohub'),
    databaseUrl: toDatabaseUrl(settings.get('database-url')),
    hostNames: toList(settings.get('host-names')).map((name) => name.toLowerCase()),
    trustedProxies: toAddresses(settings.get('trusted-proxies')),
    tls,
    openViewing: toSwitch(settings.get('open-viewing')),
    metricsToken: env['NEUROHUB_METRICS_TOKEN'] || undefined,
    logLevel: oneOf(settings.get('log-level'), LEVELS) ?? 'info',
    logFormat: oneOf(settings.get('log-format'), FORMATS) ?? (process.stderr.isTTY ? 'text' : 'json'),
  };
}

function parse(argv: readonly string[]): Map<Flag, string> | null {
  const options = Object.fromEntries(Object.entries(FLAGS).map(([name, { type }]) => [name, { type }]));
  const { tokens } = parseArgs({
    ...{ args: [...argv], strict: false, allowPositionals: true, tokens: true },
    options: { ...options, help: { type: 'boolean', short: 'h' } },
  });
  const given = new Map<Flag, string>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') throw invalid(`unexpected argument "${token.value}"`);
    if (token.name === 'help') return null;
    if (!isFlag(token.name)) throw invalid(`unknown flag ${token.rawName}`);
    if (FLAGS[token.name].type === 'string' && !token.value) throw invalid(`${token.rawName} needs a value`);
    given.set(token.name, token.value ?? '1');
  }
  return given;
}

const isFlag = (name: string): name is Flag => Object.hasOwn(FLAGS, name);

function collect(given: ReadonlyMap<Flag, string>, env: Environment): Settings {
  const all = (Object.keys(FLAGS) as Flag[]).flatMap((flag) => {
    const { variable } = FLAGS[flag];
    const value = given.get(flag) ?? env[variable];
    return value ? [[flag, { value, source: given.has(flag) ? `--${flag}` : variable }] as const] : [];
  });
  return new Map(all);
}

type Setting = { value: string; source: string } | undefined;

function toPort(setting: Setting): number {
  if (!setting) return 3000;
  const port = Number(setting.value);
  if (/^\d+$/.test(setting.value) && port <= 65_535) return port;
  throw invalid(`${setting.source}: expected a number from 0 to 65535, got "${setting.value}"`);
}

/** Its value is not in the message: it holds a password. */
function toDatabaseUrl(setting: Setting): string | undefined {
  if (!setting || /^postgres(ql)?:\/\/./.test(setting.value)) return setting?.value;
  throw invalid(`${setting.source}: expected an address such as postgres://user:password@host:5432/neurohub`);
}

const toList = (setting: Setting): string[] =>
  (setting?.value ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

function toAddresses(setting: Setting): string[] {
  const list = toList(setting);
  const wrong = list.find((entry) => !isAddressOrNetwork(entry));
  if (wrong === undefined) return list;
  throw invalid(`${setting?.source}: expected addresses or networks such as 10.0.0.0/8, got "${wrong}"`);
}

function isAddressOrNetwork(entry: string): boolean {
  const [address = '', bits, ...more] = entry.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function toSwitch(setting: Setting): boolean {
  const text = setting?.value.toLowerCase() ?? '0';
  if (['1', 'true', 'yes', 'on'].includes(text)) return true;
  if (['0', 'false', 'no', 'off'].includes(text)) return false;
  throw invalid(`${setting?.source}: expected 1 or 0, got "${setting?.value}"`);
}

function oneOf<T extends string>(setting: Setting, allowed: readonly T[]): T | undefined {
  if (!setting) return undefined;
  const found = allowed.find((one) => one === setting.value.toLowerCase());
  if (found !== undefined) return found;
  throw invalid(`${setting.source}: expected one of ${allowed.join(', ')}, got "${setting.value}"`);
}

function tlsFiles(settings: Settings): HubOptions['tls'] {
  const cert = settings.get('tls-cert')?.value;
  const key = settings.get('tls-key')?.value;
  if (cert && key) return { cert: resolve(cert), key: resolve(key) };
  if (cert || key) throw invalid('--tls-cert and --tls-key are given together, or not at all');
  return undefined;
}

function invalid(message: string): CodedError {
  return new CodedError('CONFIG_INVALID', `${message}\n\n${HELP}`, { details: { problems: [{ message }] } });
}
