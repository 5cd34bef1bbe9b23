/**
 * Where an instrument is, as far as its settings in station.yaml say it. Settings are the driver's own, so this goes by the names
 * that are usual: `host` and `port`, a serial path, a URL, a VISA resource.
 */
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import type { Environment } from './references.ts';

/** `isWhole`: false when a part is left to the default of the manifest, which the configuration does not know. */
export interface InstrumentAddress {
  text: string;
  isWhole: boolean;
}

const HOST_KEYS = new Set(['host', 'hostname', 'ip', 'ipaddress', 'address', 'server']);
const PORT_KEYS = new Set(['port', 'tcpport']);
const UNIT_KEYS = new Set(['unit', 'unitid', 'slave', 'slaveid']);
const ONE_TEXT_KEYS = new Set([
  ...['port', 'path', 'device', 'serialport', 'comport', 'tty', 'connection', 'address'],
  ...['url', 'uri', 'endpoint', 'endpointurl', 'resource', 'resourcename', 'visa'],
]);
/** A path of a serial port, a URL, or a VISA resource: the whole address in one text. */
const ONE_TEXT = /^(\/dev\/|\\\\\.\\|com\d+$|[a-z][a-z0-9+.-]*:\/\/|(tcpip|asrl|gpib|usb|vxi|pxi)\d*::)/;
const REFERENCE = /\$\{([^}]*)\}/g;
const LOOPBACK = /^(localhost|::1|\[::1\])$/;

/** Null when the settings name no address. A `${NAME}` counts with its value, or as it stands while it has none. */
export function instrumentAddress(
  settings: Readonly<Record<string, ScalarValue>>,
  env: Environment,
): InstrumentAddress | null {
  const known = Object.entries(settings)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => [key.replaceAll(/[-_]/g, '').toLowerCase(), resolved(String(value), env)] as const);
  const find = (keys: ReadonlySet<string>) => known.find(([key]) => keys.has(key))?.[1];
  const oneText = known.find(([key, text]) => ONE_TEXT_KEYS.has(key) && ONE_TEXT.test(text))?.[1];
  if (oneText !== undefined) return { text: oneText.replace(/^tcp:\/\//, '').replace(/\/+$/, ''), isWhole: true };
  const host = find(HOST_KEYS);
  const port = find(PORT_KEYS);
  if (host === undefined && port === undefined) return null;
  const unit = find(UNIT_KEYS);
  const text = `${host?.replace(LOOPBACK, '127.0.0.1') ?? '?'}:${port ?? '?'}${unit === undefined ? '' : `#${unit}`}`;
  return { text, isWhole: host !== undefined && port !== undefined };
}

function resolved(text: string, env: Environment): string {
  return text
    .replaceAll(REFERENCE, (reference, name: string) => env[name] ?? reference)
    .trim()
    .toLowerCase();
}
