import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listSerialPorts, portsOfSysfs } from './serial-ports.ts';

test('the ports of this computer can be listed, also without udevadm', async () => {
  for (const { path } of await listSerialPorts()) expect(path).not.toBe('');
});

test('Linux itself says which ports have a device, and what their USB adapter is', async () => {
  const root = mkdtempSync(join(tmpdir(), 'sysfs-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const adapter = join(root, 'devices/usb1/1-1');
  mkdirSync(join(adapter, '1-1:1.0/ttyUSB0'), { recursive: true });
  mkdirSync(join(root, 'devices/serial8250'));
  const facts = { idVendor: '0403', idProduct: '6001', manufacturer: 'FTDI', serial: 'A10K' };
  for (const [name, text] of Object.entries(facts)) writeFileSync(join(adapter, name), `${text}\n`);
  const tty = (name: string, device?: string, type?: string) => {
    mkdirSync(join(root, 'tty', name), { recursive: true });
    if (device) symlinkSync(device, join(root, 'tty', name, 'device'));
    if (type) writeFileSync(join(root, 'tty', name, 'type'), type);
  };
  tty('ttyUSB0', join(adapter, '1-1:1.0/ttyUSB0'));
  tty('ttyS0', join(root, 'devices/serial8250'), '4\n');
  tty('ttyS1', join(root, 'devices/serial8250'), '0\n');
  tty('tty7');
  expect(await portsOfSysfs(join(root, 'tty'))).toEqual([
    { path: '/dev/ttyS0' },
    { path: '/dev/ttyUSB0', vendorId: '0403', productId: '6001', manufacturer: 'FTDI', serialNumber: 'A10K' },
  ]);
});
