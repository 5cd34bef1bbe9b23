/** The serial console of the board's firmware, behind a TCP port. A board without power says nothing at all. */
import type { SimulatedBoard } from '../simulated-board.ts';

/** Answers one line; undefined is silence. */
export function answerConsole(board: SimulatedBoard, line: string): string | undefined {
  const firmware = board.firmware();
  if (firmware === undefined) return undefined;
  const command = line.trim().toUpperCase();
  if (command === '') return undefined;
  if (command === 'VERSION?') return firmware;
  if (command === 'PING') return 'PONG';
  return 'ERR unknown command';
}
