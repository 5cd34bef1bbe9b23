import { EventEmitter } from 'node:events';
import type { Socket } from 'socket.io';
import { expect, it, vi } from 'vitest';
import { letGoWhenStalled } from './let-go-when-stalled.ts';

function bench() {
  const terminate = vi.fn();
  const conn = Object.assign(new EventEmitter(), { remoteAddress: '10.0.0.7', transport: { socket: { terminate } } });
  const warn = vi.fn();
  letGoWhenStalled({ conn: conn as unknown as Socket['conn'] }, { warn });
  const owe = (characters: number) => conn.emit('packetCreate', { data: 'x'.repeat(characters) });
  return { conn, terminate, warn, owe };
}
const MEGA = 1024 ** 2;

it('lets a dashboard go once more waits for it than it may owe, at once', () => {
  const { terminate, warn, owe } = bench();
  owe(5 * MEGA);
  expect(terminate).not.toHaveBeenCalled();
  owe(1);
  expect(terminate).toHaveBeenCalledOnce();
  expect(warn).toHaveBeenCalledWith({ client: '10.0.0.7', waiting: 5 * MEGA }, expect.any(String));
});

it('keeps one that reads, however much it was told', () => {
  const { conn, terminate, owe } = bench();
  for (let i = 0; i < 100; i += 1) {
    owe(3 * MEGA);
    conn.emit('drain');
  }
  expect(terminate).not.toHaveBeenCalled();
});
