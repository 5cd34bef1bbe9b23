/**
 * Where an instrument is, as far as its settings say it. Settings are the driver's own, so this goes by the names that are usual:
 * `host` and `port`, a serial path, a URL, a VISA resource. Pure and free of libraries: the check of station.yaml and the lock that a
 * worker takes have to mean the same instrument.
 */
import type { ScalarValue } from './vocabulary.ts';

/** `isWhole`: false when a part is missing, because it is left to a default that is not among the settings. */
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
const ONE_TEXT = /^(\/dev\/|\\\\\.\\|com\d+$|[a-z][a-z0-9+.-]*:\/\/|(tcpip|asrl|gpib|usb|vxi|pxi)\d*::)/i;
/** Scheme, place and path; what stands before @ and behind ? may be a secret, and does not make it another instrument. */
const URL_PARTS = /^([a-z][a-z0-9+.-]*:\/\/)(?:[^/?#]*@)?([^/?#]*)([^?#]*)/;
const LOOPBACK = /^(localhost|::1|\[::1\])(?=:\d+$|$)/;

/** Null when the settings name no address. */
export function instrumentAddress(settings: Readonly<Record<string, ScalarValue>>): InstrumentAddress | null {
  const known = Object.entries(settings)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => [key.replaceAll(/[-_]/g, '').toLowerCase(), String(value).trim()] as const);
  const find = (keys: ReadonlySet<string>) => known.find(([key]) => keys.has(key))?.[1].toLowerCase();
  const unit = find(UNIT_KEYS);
  const withUnit = (place: string) => (unit === undefined ? place : `${place}#${unit}`);
  const oneText = known.find(([key, text]) => ONE_TEXT_KEYS.has(key) && ONE_TEXT.test(text))?.[1];
  if (oneText !== undefined) {
    const place = tcpPlace(oneText);
    return { text: place === null ? normalised(oneText) : withUnit(place), isWhole: true };
  }
  const host = find(HOST_KEYS);
  const port = find(PORT_KEYS);
  if (host === undefined && port === undefined) return null;
  const text = withUnit(`${host?.replace(LOOPBACK, '127.0.0.1') ?? '?'}:${port ?? '?'}`);
  return { text, isWhole: host !== undefined && port !== undefined };
}

/** `tcp://host:port` is the same place as a host and a port. */
function tcpPlace(text: string): string | null {
  const [, scheme, place = ''] = URL_PARTS.exec(text.toLowerCase()) ?? [];
  return scheme === 'tcp://' ? place.replace(LOOPBACK, '127.0.0.1') : null;
}

/** Names of devices are told apart by case, all else is not. */
function normalised(text: string): string {
  if (text.startsWith('/dev/')) return text;
  const [, scheme, place = '', path = ''] = URL_PARTS.exec(text.toLowerCase()) ?? [];
  if (scheme !== undefined) return `${scheme}${place.replace(LOOPBACK, '127.0.0.1')}${path.replace(/\/+$/, '')}`;
  return text.toLowerCase().replace(/^\\\\\.\\/, '');
}
