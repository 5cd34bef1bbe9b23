import { expect, it, vi } from 'vitest';
import { Interrupts } from './interrupts.ts';

/** Hears signals without any being sent to this process. */
function listening() {
  const tell = vi.fn();
  const interrupts = new Interrupts(tell);
  const target = { stop: vi.fn(), kill: vi.fn() };
  return { interrupts, tell, target, interrupt: () => process.emit('SIGINT', 'SIGINT') };
}

it('stops at the first interrupt and kills at the second', () => {
  using heard = listening().interrupts;
  const target = { stop: vi.fn(), kill: vi.fn() };
  heard.aim(target);
  process.emit('SIGINT', 'SIGINT');
  expect([target.stop.mock.calls.length, target.kill.mock.calls.length]).toEqual([1, 0]);
  process.emit('SIGTERM', 'SIGTERM');
  expect([target.stop.mock.calls.length, target.kill.mock.calls.length]).toEqual([1, 1]);
});

it('stops what begins after an interrupt that came while nothing was on, and says so', () => {
  const { interrupts, tell, target, interrupt } = listening();
  using _ = interrupts;
  interrupt();
  expect(tell).toHaveBeenCalledWith(expect.stringContaining('nothing is being run'));
  interrupts.aim(target);
  expect(target.stop).toHaveBeenCalledOnce();
});
