/** The stations on which pictures are taken. */
import type { BoardFault } from '@neurohub/simulators';
import type { Stage, StageOptions } from './stage.ts';

const MANY = 16;
const BOARDS = 12;

export const STAGES = {
  /** Four slots: one has passed, one has failed, one asks, one tests; results of a morning behind them. */
  line: { config: lineConfig(), instrumentSlots: 2, furnish: furnishLine },
  /** One slot, which fills the screen; a scene says what stands on it. */
  single: {
    config: `station: { id: ST-002, name: "Station 2" }\nbatches:\n${showroom('slot_1', 'Slot 1')}`,
    furnish: (stage) => stage.untilIdle(['slot_1']),
  },
  /** As many slots as a station has. */
  many: {
    config: `station: { id: ST-016, name: "Station 16" }\nbatches:\n${Array.from({ length: MANY }, (_, i) => showroom(`slot_${i + 1}`, `Slot ${i + 1}`)).join('')}`,
    furnish: furnishMany,
  },
} as const satisfies Record<string, StageOptions>;

export type StageName = keyof typeof STAGES;

function lineConfig(): string {
  return `station: { id: ST-001, name: "Station 1", description: "PCB line" }
batches:
${pcb(1)}${pcb(2)}${showroom('slot_3', 'Converter 1')}${showroom('slot_4', 'Converter 2')}`;
}

function showroom(id: string, name: string): string {
  return `  - { id: ${id}, name: ${name}, sequence_package: showroom_v1, auto_start: true }\n`;
}

function pcb(slot: number): string {
  return `  - id: slot_${slot}
    name: "PCB ${slot}"
    sequence_package: pcb_test_v1
    auto_start: true
    parameters: { settle_ms: 0 }
    hardware:
      dmm: { host: 127.0.0.1, port: "\${SIM_${slot}_DMM_PORT}", model: SIM-DMM22 }
      power: { host: 127.0.0.1, port: "\${SIM_${slot}_POWER_PORT}", model: SIM-PSU32 }
      board: { host: 127.0.0.1, port: "\${SIM_${slot}_BOARD_PORT}" }
`;
}

async function furnishLine(stage: Stage): Promise<void> {
  await stage.untilIdle(['slot_1', 'slot_2', 'slot_3', 'slot_4']);
  await die(stage, 'slot_4');
  for (const play of ['pass', 'pass', 'fail', 'error', 'pass'])
    await stage.test('slot_3', play === 'pass' ? 'CV-1001' : 'CV-1002', { parameters: { play } });
  await stage.play('slot_3', 'CV-1003', 'ask');
  await stage.play('slot_4', 'CV-1004', 'run');
  await testBoards(stage);
}

/** A process that dies leaves an alarm behind, until somebody has seen it. */
async function die({ station }: Stage, id: string): Promise<void> {
  process.kill((await station.batch(id)).pid ?? 0, 'SIGKILL');
  await station.untilDown(id);
  await station.data('POST', `/api/batches/${id}/restart`);
  await station.untilState('idle', id);
}

/** Both slots test boards of which some are bad; at last the one of slot 1 passes, and that of slot 2 fails. */
async function testBoards(stage: Stage): Promise<void> {
  const faults = new Map<number, BoardFault>([
    [3, 'overcurrent'],
    [8, 'wrongFirmware'],
    [BOARDS, 'rail5vLow'],
  ]);
  for (let n = 1; n <= BOARDS; n += 1) {
    await stage.simulators?.control({ command: 'board', slot: 2, fault: faults.get(n) ?? 'none' });
    await Promise.all([1, 2].map((slot) => stage.test(`slot_${slot}`, `PCB-${slot}${String(n).padStart(3, '0')}`)));
  }
}

const PLAYS = ['pass', 'run', 'fail', 'run', 'ask', 'error', 'pass', 'run'] as const;

/** Each second half of the slots has not begun yet. */
async function furnishMany(stage: Stage): Promise<void> {
  const ids = Array.from({ length: MANY }, (_, i) => `slot_${i + 1}`);
  await stage.untilIdle(ids);
  for (const [i, play] of PLAYS.entries()) {
    const [id, serialNumber] = [ids[i] ?? '', `CV-${2001 + i}`];
    if (play === 'ask' || play === 'run') await stage.play(id, serialNumber, play);
    else await stage.test(id, serialNumber, { parameters: { play } });
  }
  await stage.station.request('POST', `/api/batches/slot_${MANY}/stop`);
}
