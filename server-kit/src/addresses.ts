import { isIP } from 'node:net';

/** Whether an address is reached from this machine only. */
export const isLoopback = (host: string): boolean =>
  isIP(host) === 4 ? host.startsWith('127.') : host === '::1' || host.toLowerCase() === 'localhost';

/** IPv4 as such where it comes as `::ffff:10.0.0.1`; without a zone. */
export const plainAddress = (address: string): string =>
  address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '');
