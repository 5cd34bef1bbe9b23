import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A serial port of this computer, with what its USB adapter says about itself. */
export interface SerialPortInfo {
  /** What a driver opens: `/dev/ttyUSB0`, `COM8`. */
  path: string;
  /** As the USB adapter says. */
  manufacturer?: string;
  /** As the USB adapter says; tells two of the same kind apart. */
  serialNumber?: string;
  /** USB ids, hexadecimal. */
  vendorId?: string;
  /** USB id, hexadecimal. */
  productId?: string;
}

const FACTS = ['manufacturer', 'serialNumber', 'vendorId', 'productId'] as const;

/** The serial ports of this computer. @throws Error when the operating system cannot say */
export async function listSerialPorts(): Promise<SerialPortInfo[]> {
  const { SerialPort } = await import('serialport');
  try {
    const ports = await SerialPort.list();
    return ports.map((port) => infoOf(port.path, (fact) => port[fact]));
  } catch (error) {
    // The library asks udevadm, a program of its own that small Linux systems leave out.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return portsOfSysfs();
    throw error;
  }
}

/** What Linux itself says: a terminal with a device behind it. Built-in ports without hardware say type 0. */
export async function portsOfSysfs(root = '/sys/class/tty'): Promise<SerialPortInfo[]> {
  const names = (await readdir(root)).filter((name) => /^tty(USB|ACM|AMA|S|XRUSB|mxc)\d+$/.test(name)).sort();
  const found = await Promise.all(names.map((name) => portOfSysfs(join(root, name), `/dev/${name}`)));
  return found.filter((info) => info !== undefined);
}

async function portOfSysfs(folder: string, path: string): Promise<SerialPortInfo | undefined> {
  const device = await realpath(join(folder, 'device')).catch(() => undefined);
  if (device === undefined || (await textOf(join(folder, 'type'))) === '0') return undefined;
  for (let at = device; at !== dirname(at); at = dirname(at)) {
    const vendorId = await textOf(join(at, 'idVendor'));
    if (vendorId === undefined) continue;
    const names = {
      vendorId: 'idVendor',
      productId: 'idProduct',
      manufacturer: 'manufacturer',
      serialNumber: 'serial',
    };
    const texts = await Promise.all(FACTS.map((fact) => textOf(join(at, names[fact]))));
    return infoOf(path, (fact) => texts[FACTS.indexOf(fact)]);
  }
  return { path };
}

/** Files of sysfs that are not there say that there is nothing to say. */
const textOf = (file: string) =>
  readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );

const infoOf = (path: string, factOf: (fact: (typeof FACTS)[number]) => string | undefined): SerialPortInfo => ({
  path,
  ...Object.fromEntries(FACTS.flatMap((fact) => (factOf(fact) === undefined ? [] : [[fact, factOf(fact)]]))),
});
