import { join } from 'node:path';
import { furnish } from './furnish.ts';

export const PCB_PACKAGE = join(import.meta.dirname, '../../../sequences/pcb_test_v1');

/** Ports of one slot of simulated instruments; any number will do as long as nothing is executed. */
export interface PcbPorts {
  dmm: number;
  power: number;
  board: number;
}

/** A station's folder in which every batch tests boards by the example package. Waiting times of the product are off. */
export function furnishPcb(
  folder: string,
  { ports, autoStart }: { ports: readonly PcbPorts[]; autoStart: boolean },
): void {
  furnish(folder, {
    package: PCB_PACKAGE,
    batches: ports.length,
    autoStart,
    settings: (slot) => {
      const { dmm, power, board } = ports[slot - 1] ?? { dmm: 1, power: 1, board: 1 };
      return [
        `hardware: { dmm: { port: ${dmm} }, power: { port: ${power} }, board: { port: ${board} } }`,
        'parameters: { settle_ms: 0 }',
      ];
    },
  });
}
