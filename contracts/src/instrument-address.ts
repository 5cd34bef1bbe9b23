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
const ONE_TEXT = /^(\/dev\/|\\\\\.\\|com\d+$|[a-z][a-z0-9+.-]*:\/\/|(tcpip|asrl|gpib|usb|vxi|pxi)\d*::|asrl\/dev\/)/i;
/** Scheme, place and path; what stands before @ and behind ? may be a secret, and does not make it another instrument. */
const URL_PARTS = /^([a-z][a-z0-9+.-]*:\/\/)(?:[^/?#]*@)?([^/?#]*)([^?#]*)/;
const HOST_AND_PORT = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/;
/** A VISA resource that is a plain socket is a host and a port; one that is a serial port, its path. */
const VISA_SOCKET = /^tcpip\d*::([^:]+|\[[^\]]+\])::(\d+)::socket$/i;
const VISA_SERIAL = /^asrl(\/dev\/.+?)(?:::instr)?$/i;
const LOOPBACK = new Set(['localhost', 'ip6-localhost', '::1']);

/** Null when the settings name no address. */
export function instrumentAddress(settings: Readonly<Record<string, ScalarValue>>): InstrumentAddress | null {
  const known = Object.entries(settings)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => [key.replaceAll(/[-_]/g, '').toLowerCase(), String(value).trim()] as const);
  const find = (keys: ReadonlySet<string>) => known.find(([key]) => keys.has(key))?.[1].toLowerCase();
  const unit = find(UNIT_KEYS);
  const withUnit = (place: string) => (unit === undefined ? place : `${place}#${unit}`);
  const found = known.find(([key, text]) => ONE_TEXT_KEYS.has(key) && ONE_TEXT.test(text))?.[1];
  const oneText = found?.replace(VISA_SERIAL, '$1').replace(VISA_SOCKET, 'tcp://$1:$2');
  if (oneText !== undefined) {
    const place = tcpPlace(oneText);
    return { text: place === null ? normalised(oneText) : withUnit(place), isWhole: true };
  }
  const [host, ownPort] = find(HOST_KEYS)?.match(HOST_AND_PORT)?.slice(1) ?? [find(HOST_KEYS)];
  const port = find(PORT_KEYS) ?? ownPort;
  if (host === undefined && port === undefined) return null;
  const text = withUnit(`${host === undefined ? '?' : oneSpelling(host)}:${port ?? '?'}`);
  return { text, isWhole: host !== undefined && port !== undefined };
}

/** `tcp://host:port` is the same place as a host and a port. */
function tcpPlace(text: string): string | null {
  const [, scheme, place = ''] = URL_PARTS.exec(text.toLowerCase()) ?? [];
  return scheme === 'tcp://' ? placeText(place) : null;
}

/** `host:port`, or a host alone. */
function placeText(place: string): string {
  const [, host = place, port] = HOST_AND_PORT.exec(place) ?? [];
  return port === undefined ? oneSpelling(host) : `${oneSpelling(host)}:${port}`;
}

/**
 * Many spellings of one host: `127.1`, `[0:0::1]`, `::ffff:10.0.0.9`, a name with a dot at its end. No name is looked up: what a name
 * stands for may change while somebody has the instrument.
 */
function oneSpelling(host: string): string {
  const bare = host.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (!/^[\w.:-]+$/.test(bare)) return host;
  const url = `http://${bare.includes(':') ? `[${bare}]` : bare}/`;
  const name = (URL.canParse(url) ? new URL(url).hostname : bare).replace(/^\[|\]$/g, '');
  return LOOPBACK.has(name) ? '127.0.0.1' : unmapped(name);
}

/** An IPv4 address that is written as an IPv6 one. */
function unmapped(name: string): string {
  const [, high = '', low = ''] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(name) ?? [];
  if (high === '') return name;
  const bytes = [high, low].map((word) => Number.parseInt(word, 16)).flatMap((word) => [word >> 8, word & 255]);
  return bytes.join('.');
}

/** Names of devices are told apart by case, all else is not. */
function normalised(text: string): string {
  if (text.startsWith('/dev/')) return text;
  const [, scheme, place = '', path = ''] = URL_PARTS.exec(text.toLowerCase()) ?? [];
  if (scheme !== undefined) return `${scheme}${placeText(place)}${path.replace(/\/+$/, '')}`;
  return text.toLowerCase().replace(/^\\\\\.\\/, '');
}
