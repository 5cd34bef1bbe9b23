/** The composition root: slots, their servers, the control port and the witness. */
import { answerControl, answerControlLine, type ControlReply } from './control.ts';
import { LineServer } from './net/line-server.ts';
import { INSTRUMENTS, Slot, type SlotPorts } from './slot.ts';
import { WitnessLog } from './witness-log.ts';

export interface SimulatorOptions {
  /** Default 1. */
  readonly slots?: number;
  /** Where all chance comes from; default 1. */
  readonly seed?: number;
  /** File that the witness appends to; default none. */
  readonly witness?: string;
  /** Every n-th board in a fixture is bad; default 0, none is. */
  readonly badEvery?: number;
  /** Instruments take their few milliseconds to answer; default true. */
  readonly latency?: boolean;
  /** Control port here, instruments on the ports that follow; default any free ones. */
  readonly basePort?: number;
}

export interface Simulators {
  /** By slot, the first one is slot 1. All on 127.0.0.1. */
  readonly ports: readonly SlotPorts[];
  readonly controlPort: number;
  /** `SIM_CONTROL_PORT` and `SIM_<slot>_DMM_PORT`, `_POWER_PORT`, `_BOARD_PORT`, as station.yaml names them. */
  readonly env: Readonly<Record<string, string>>;
  /** What the control port does with the same object. */
  control(request: unknown): ControlReply;
  /** Ends every connection and the witness. */
  close(): Promise<void>;
}

/** @throws when a port is taken or the witness file cannot be opened; nothing is left open then. */
export async function startSimulators(options: SimulatorOptions = {}): Promise<Simulators> {
  const { slots: slotCount = 1, seed = 1, badEvery = 0, latency = true, basePort = 0 } = options;
  const witness = new WitnessLog(options.witness);
  const slots = Array.from(
    { length: slotCount },
    (_, index) => new Slot({ slot: index + 1, seed, badEvery, hasLatency: latency, witness }),
  );
  const parts = { slots, witness };
  const control = new LineServer({ answer: (line) => answerControlLine(parts, line) });
  const servers = [control, ...slots.flatMap((slot) => INSTRUMENTS.map((name) => slot.servers[name]))];
  const listening: LineServer[] = [];
  const close = async () => {
    await Promise.all(listening.map((server) => server.close()));
    witness.close();
  };

  try {
    const taken: number[] = [];
    for (const [index, server] of servers.entries()) {
      taken.push(await server.listen(basePort === 0 ? 0 : basePort + index));
      listening.push(server);
    }
    const [controlPort = 0, ...instrumentPorts] = taken;
    const ports = slots.map((_, index) => portsOfSlot(instrumentPorts, index));
    return {
      ports,
      controlPort,
      env: envOf(controlPort, ports),
      control: (request) => answerControl(parts, request),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function portsOfSlot(ports: readonly number[], slotIndex: number): SlotPorts {
  const [dmm = 0, power = 0, board = 0] = ports.slice(slotIndex * INSTRUMENTS.length);
  return { dmm, power, board };
}

function envOf(controlPort: number, ports: readonly SlotPorts[]): Record<string, string> {
  const env: Record<string, string> = { SIM_CONTROL_PORT: String(controlPort) };
  for (const [index, slot] of ports.entries()) {
    for (const name of INSTRUMENTS) env[`SIM_${index + 1}_${name.toUpperCase()}_PORT`] = String(slot[name]);
  }
  return env;
}
