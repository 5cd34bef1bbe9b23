/**
 * The fault control port: one JSON object a line in, one JSON object a line out.
 * The commands are described in the README of this workspace.
 */
import { FAULT_KINDS, type FaultKind, type FaultTiming, type InstrumentFault } from './fault-injector.ts';
import { BOARD_FAULTS, type BoardFault, TEST_POINTS } from './simulated-board.ts';
import { INSTRUMENTS, type InstrumentName, type Slot } from './slot.ts';
import type { WitnessLog } from './witness-log.ts';

export type ControlReply =
  | { readonly ok: true; readonly [fact: string]: unknown }
  | { readonly ok: false; readonly error: string };
type Request = Readonly<Record<string, unknown>>;

export interface ControlParts {
  readonly slots: readonly Slot[];
  readonly witness: WitnessLog;
}

/** Answers one line of the control port; never throws. */
export function answerControlLine(parts: ControlParts, line: string): string {
  return JSON.stringify(replyTo(() => execute(parts, JSON.parse(line))));
}

/** The same for callers in this process. */
export function answerControl(parts: ControlParts, request: unknown): ControlReply {
  return replyTo(() => execute(parts, request));
}

/** Whatever is wrong with a request is told to who sent it. */
function replyTo(handle: () => Readonly<Record<string, unknown>>): ControlReply {
  try {
    return { ok: true, ...handle() };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

function execute(parts: ControlParts, input: unknown): Readonly<Record<string, unknown>> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw new Error('a JSON object is expected');
  const request = input as Request;
  const command = choice(request, 'command', ['status', 'reset', 'fault', 'board'] as const);
  if (command === 'status') return { slots: parts.slots.map(statusOf) };
  if (command === 'reset') return reset(parts, request);
  if (command === 'board') return setBoardFault(parts, request);
  return setInstrumentFault(parts, request);
}

function statusOf({ slot, board, power, faults }: Slot) {
  const voltages = TEST_POINTS.map((point) => [point, board.voltage(point)]);
  return {
    slot,
    output: power.output(),
    board: {
      number: board.number,
      fault: board.fault,
      isPowered: board.isPowered,
      firmware: board.firmware() ?? null,
      inputCurrent: board.inputCurrent(),
      ...Object.fromEntries(voltages),
    },
    faults: Object.fromEntries(INSTRUMENTS.map((name) => [name, faults[name].armed])),
  };
}

/** Clears faults. Outputs are left as they are: what a test did to them is evidence. */
function reset({ slots, witness }: ControlParts, request: Request) {
  const chosen = request['slot'] === undefined ? slots : [slotOf(slots, request)];
  for (const { slot, board, faults } of chosen) {
    board.forceFault('none');
    for (const name of INSTRUMENTS) faults[name].clear();
    witness.write({ slot, instrument: 'all', event: 'fault', fault: 'none' });
  }
  return {};
}

function setBoardFault({ slots, witness }: ControlParts, request: Request) {
  const { slot, board } = slotOf(slots, request);
  const fault: BoardFault = choice(request, 'fault', BOARD_FAULTS);
  board.forceFault(fault);
  witness.write({ slot, instrument: 'board', event: 'fault', fault });
  return { slot, fault };
}

function setInstrumentFault({ slots, witness }: ControlParts, request: Request) {
  const { slot, faults, servers } = slotOf(slots, request);
  const name: InstrumentName = choice(request, 'instrument', INSTRUMENTS);
  const kind = choice(request, 'fault', [...FAULT_KINDS, 'none'] as const);
  if (kind === 'none') faults[name].clear();
  else {
    const timing = timingOf(request);
    faults[name].arm(faultOf(kind, request), timing);
    if (kind === 'disconnect' && timing.after === 0) servers[name].cutAll();
  }
  witness.write({ slot, instrument: name, event: 'fault', fault: kind });
  return { slot, instrument: name, fault: faults[name].armed };
}

function faultOf(kind: FaultKind, request: Request): InstrumentFault {
  switch (kind) {
    case 'silence':
      return { kind, executes: request['executes'] === true };
    case 'drift':
      return { kind, factor: number(request, 'factor', { fallback: 1.05, min: -10, max: 10 }) };
    case 'wrongIdn':
      return { kind, identity: String(request['identity'] ?? 'Unknown,OTHER-1,0,0.0') };
    case 'delay':
      return { kind, ms: number(request, 'ms', { fallback: 1000, min: 0, max: 600_000 }) };
    default:
      return { kind };
  }
}

function timingOf(request: Request): FaultTiming {
  const after = number(request, 'after', { fallback: 0, min: 0, max: 1e9 });
  if (request['count'] === undefined || request['count'] === null) return { after, count: null };
  return { after, count: number(request, 'count', { fallback: 1, min: 1, max: 1e9 }) };
}

function slotOf(slots: readonly Slot[], request: Request): Slot {
  const found = slots.find(({ slot }) => slot === request['slot']);
  if (!found) throw new Error(`"slot" must be 1 to ${slots.length}`);
  return found;
}

function choice<T extends string>(request: Request, key: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === request[key]);
  if (found === undefined) throw new Error(`"${key}" must be one of ${allowed.join(', ')}`);
  return found;
}

function number(request: Request, key: string, allowed: { fallback: number; min: number; max: number }): number {
  const value = request[key] ?? allowed.fallback;
  if (typeof value === 'number' && value >= allowed.min && value <= allowed.max) return value;
  throw new Error(`"${key}" must be a number from ${allowed.min} to ${allowed.max}`);
}
