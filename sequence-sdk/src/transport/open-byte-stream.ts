import { DriverError } from '../errors.ts';
import type { ByteStream } from './byte-stream.ts';
import type { SerialSettings } from './serial-settings.ts';
import { SerialStream } from './serial-stream.ts';
import { type TcpAddress, TcpStream } from './tcp-stream.ts';
import type { CallOptions, TransportContext } from './transport-context.ts';

/**
 * Where an instrument is: a host and a port, or a text: `tcp://host:port` (a serial device server, a simulator), or the name of a
 * serial port (`/dev/ttyUSB0`, `COM8`).
 */
export type StreamSetting = string | TcpAddress;

/** How a stream is opened. */
export interface OpenStreamOptions extends CallOptions {
  /** For a serial port; `tcp://` takes no notice of it. */
  serial?: SerialSettings | undefined;
}

/** Opens the way to an instrument. @throws DriverConnectionError, DriverTimeoutError, DriverError for a setting that is none, or the signal's reason */
export async function openByteStream(
  setting: StreamSetting,
  context: TransportContext,
  { serial = {}, ...options }: OpenStreamOptions = {},
): Promise<ByteStream> {
  const place = typeof setting === 'string' ? readSetting(setting, context.name) : setting;
  return typeof place === 'string'
    ? SerialStream.open(place, serial, context, options)
    : TcpStream.open(place, context, options);
}

function readSetting(setting: string, instrument: string): string | TcpAddress {
  if (!setting.includes('://') && setting.trim() !== '') return setting;
  const url = URL.parse(setting);
  if (url?.protocol === 'tcp:' && url.hostname !== '' && url.port !== '' && /^\/?$/.test(url.pathname))
    return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port) };
  throw new DriverError(
    `the port of "${instrument}" is "${setting}"; it has to be a serial port (/dev/ttyUSB0, COM8) or tcp://host:port`,
    { instrument, details: { port: setting } },
  );
}
