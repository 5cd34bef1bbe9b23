import { expect, it } from 'vitest';
import { BOARD_FAULTS, FIRMWARE, SimulatedBoard } from './simulated-board.ts';

const boardWith = (options: { seed?: number; badEvery?: number } = {}) =>
  new SimulatedBoard({ seed: 1, slot: 1, badEvery: 0, ...options });

function powered(board = boardWith()): SimulatedBoard {
  board.connectSource(12, 0.5);
  return board;
}

it('has no voltage, no current and no firmware without supply', () => {
  const board = boardWith();
  expect([board.voltage('rail5v'), board.voltage('rail3v3'), board.inputCurrent()]).toEqual([0, 0, 0]);
  expect(board.firmware()).toBeUndefined();
});

it('makes 5 V and 3.3 V within a percent of 12 V', () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const board = powered(boardWith({ seed }));
    expect(Math.abs(board.voltage('rail5v') / 5 - 1)).toBeLessThanOrEqual(0.0101);
    expect(Math.abs(board.voltage('rail3v3') / 3.3 - 1)).toBeLessThanOrEqual(0.0101);
    expect(board.firmware()).toBe(FIRMWARE);
  }
});

it('drops out below its input voltage range', () => {
  const board = boardWith();
  board.connectSource(4, 0.5);
  expect(board.voltage('rail5v')).toBe(3);
  expect(board.firmware()).toBeUndefined();
});

it('pulls its supply down to the current limit', () => {
  const board = boardWith();
  board.connectSource(12, 0.01);
  expect(board.inputCurrent()).toBe(0.01);
  expect(board.voltage('input')).toBeLessThan(2);
});

it('is another board at each power-up, and the same ones again for the same seed', () => {
  const railsOf = (board: SimulatedBoard) =>
    [1, 2, 3].map(() => {
      board.connectSource(0, 0);
      return powered(board).voltage('rail5v');
    });
  const rails = railsOf(boardWith());
  expect(new Set(rails).size).toBe(3);
  expect(railsOf(boardWith())).toEqual(rails);
});

it('makes every n-th board bad, by turns in every way', () => {
  const board = boardWith({ badEvery: 2 });
  const faults = Array.from({ length: 10 }, () => {
    board.connectSource(0, 0);
    return powered(board).fault;
  });
  expect(faults.filter((_, index) => index % 2 === 0)).toEqual(Array(5).fill('none'));
  expect(faults.filter((_, index) => index % 2 === 1)).toEqual(BOARD_FAULTS.slice(1));
});
