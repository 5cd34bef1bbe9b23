import { expect, onTestFinished, test, vi } from 'vitest';
import { OpcUaClient } from '../opcua/opcua-client.ts';
import { OpcUaSimulator } from './opcua-simulator.ts';

const node = (name: string) => `ns=1;s=Press.${name}`;

test('a simulated controller is read, written, called and watched like a real one, and gone after its end', async () => {
  const written: unknown[] = [];
  const press = new OpcUaSimulator({
    object: 'Press',
    variables: {
      Force: { type: 'Double', value: 0 },
      Parts: { type: 'UInt64', value: 5_000_000_000n },
      Setpoint: { type: 'Float', value: 1.5, writable: true, onWrite: (value) => written.push(value) },
    },
    methods: {
      Move: {
        inputs: { position: 'Double' },
        outputs: { reached: 'Double' },
        call: (position) => {
          if (Number(position) < 0) throw new RangeError('below the table');
          press.set('Force', 12.5);
          return position;
        },
      },
    },
  });
  onTestFinished(() => press.stop());
  const client = new OpcUaClient({ ...(await press.start()), publishingMs: 50 });
  onTestFinished(() => client.close());
  await client.connect();
  const seen: unknown[] = [];
  await client.monitor(node('Force'), (change) => seen.push(change.value));
  expect(await client.readAll([node('Parts'), node('Setpoint')])).toEqual([5_000_000_000n, 1.5]);
  await client.write(node('Setpoint'), 2.5);
  expect([written, press.get('Setpoint')]).toEqual([[2.5], 2.5]);
  await expect(client.write(node('Force'), 1)).rejects.toThrow('BadNotWritable');
  expect(await client.call('ns=1;s=Press', node('Move'), [{ type: 'Double', value: 3 }])).toEqual([3]);
  await expect(client.call('ns=1;s=Press', node('Move'), [{ type: 'Double', value: -1 }])).rejects.toThrow(
    'BadOutOfRange',
  );
  await vi.waitUntil(() => seen.includes(12.5), { timeout: 15_000 });
  expect(() => press.set('Forse', 1)).toThrow('no variable Forse');
  await client.close();
  await press.stop();
  await press.stop();
});

test('may be stopped while it starts', async () => {
  const press = new OpcUaSimulator({ object: 'Press' });
  const started = press.start();
  await press.stop();
  const { endpoint } = await started;
  const client = new OpcUaClient({ endpoint, timeoutMs: 1000 });
  onTestFinished(() => client.close());
  await expect(client.connect()).rejects.toThrow(endpoint);
});
