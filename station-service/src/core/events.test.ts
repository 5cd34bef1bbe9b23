import { expect, it } from 'vitest';
import { ServiceEvents } from './events.ts';

const entry = { at: '2026-01-02T03:04:05.678Z', level: 'info', message: 'hello' } as const;

it('tells every handler in order, until its subscription ends', () => {
  const heard: string[] = [];
  const events = new ServiceEvents({ error: () => undefined });
  const end = events.on('logEntry', ({ message }) => heard.push(`a ${message}`));
  events.on('logEntry', ({ message }) => heard.push(`b ${message}`));
  events.emit('logEntry', entry);
  end();
  end();
  events.emit('logEntry', entry);
  expect(heard).toEqual(['a hello', 'b hello', 'b hello']);
});

it('logs a handler that throws and goes on with the others', () => {
  const logged: unknown[] = [];
  const heard: string[] = [];
  const events = new ServiceEvents({ error: (fields: unknown) => logged.push(fields) });
  events.on('logEntry', () => {
    throw new Error('broken');
  });
  events.on('logEntry', ({ message }) => heard.push(message));
  events.emit('logEntry', entry);
  expect(heard).toEqual(['hello']);
  expect(logged).toMatchObject([{ event: 'logEntry', err: { message: 'broken' } }]);
});
