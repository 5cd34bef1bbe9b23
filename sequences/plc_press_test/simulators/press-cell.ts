import { OpcUaSimulator, Simulator } from '@neurohub/sequence-sdk/simulator';

/** What can go wrong. The first three are bad parts, `door_open` an operator who is late, the others a bad press. */
export type PressFault = 'none' | 'too_hard' | 'too_soft' | 'blocked' | 'force_sensor' | 'drive' | 'door_open';

const TICK_MS = 5;
const STEP_MM = 0.4;
/** Where the punch meets the part. */
const CONTACT_MM = 4;
const DOOR_CLOSES_AFTER_MS = 200;

/** N for each mm behind the contact. */
const STIFFNESS: Partial<Record<PressFault, number>> = { too_hard: 80, too_soft: 20, blocked: 400 };
const GOOD_STIFFNESS = 50;

/** The PLC with its press and a part under it. It moves in steps of 0.4 mm; the same stroke gives the same curve. */
export class PressCell extends Simulator {
  /** May be changed while it runs. */
  fault = (this.context.parameters['simulated_fault'] ?? 'none') as PressFault;
  /** How often it began to press. */
  strokes = 0;
  #timer: NodeJS.Timeout | undefined;
  #doorTimer: NodeJS.Timeout | undefined;

  readonly #plc: OpcUaSimulator = new OpcUaSimulator({
    object: 'Press',
    variables: {
      Model: { type: 'String', value: 'SIM PRESS 2' },
      State: { type: 'String', value: 'Up' },
      FaultText: { type: 'String', value: '' },
      DoorClosed: { type: 'Boolean', value: true },
      TargetDepth: { type: 'Double', value: 0, writable: true },
      StopForce: { type: 'Double', value: 0, writable: true },
      Position: { type: 'Double', value: 0 },
      Force: { type: 'Double', value: 0 },
      CurvePosition: { type: 'Double', value: [] },
      CurveForce: { type: 'Double', value: [] },
    },
    methods: {
      Press: { call: () => this.#press() },
      Retract: { call: () => this.#retract() },
    },
  });

  /** Up and without force, as somebody beside the press would see it. */
  get isSafe(): boolean {
    return this.#plc.get('State') === 'Up' && this.#number('Position') === 0 && this.#number('Force') === 0;
  }

  openDoor(): void {
    this.#plc.set('DoorClosed', false);
  }

  closeDoor(): void {
    this.#plc.set('DoorClosed', true);
  }

  /** The settings by which the driver finds it. */
  async start() {
    const press = await this.#plc.start();
    if (this.fault === 'door_open') {
      this.openDoor();
      this.#doorTimer = setTimeout(() => this.closeDoor(), DOOR_CLOSES_AFTER_MS);
    }
    return { press };
  }

  async stop() {
    clearInterval(this.#timer);
    clearTimeout(this.#doorTimer);
    await this.#plc.stop();
  }

  /** As a PLC does it: refused while the door is open, and it says so at once; the movement comes after the answer. */
  #press(): undefined {
    if (this.#plc.get('DoorClosed') !== true) throw new RangeError('the door is open');
    this.strokes += 1;
    this.#plc.set('CurvePosition', []);
    this.#plc.set('CurveForce', []);
    this.#move((position) => this.#advance(position));
  }

  #retract(): undefined {
    this.#move((position) => this.#goUp(position));
  }

  #move(go: (position: number) => boolean): void {
    clearInterval(this.#timer);
    this.#plc.set('State', 'Moving');
    this.#timer = setInterval(() => {
      if (!go(this.#number('Position'))) clearInterval(this.#timer);
    }, TICK_MS);
  }

  /** One step down; false when it stands. */
  #advance(from: number): boolean {
    if (this.#plc.get('DoorClosed') !== true) return this.#stand('Fault', 'the door was opened');
    if (this.fault === 'drive' && from > CONTACT_MM) return this.#stand('Fault', 'the drive does not answer');
    const target = this.#number('TargetDepth');
    const position = Math.min(target, Math.round((from + STEP_MM) * 1000) / 1000);
    const force = this.#forceAt(position);
    this.#plc.set('Position', position);
    this.#plc.set('Force', force);
    this.#plc.set('CurvePosition', [...this.#curve('CurvePosition'), position]);
    this.#plc.set('CurveForce', [...this.#curve('CurveForce'), force]);
    if (force >= this.#number('StopForce')) return this.#stand('AtForce');
    return position < target || this.#stand('AtDepth');
  }

  #goUp(from: number): boolean {
    const position = Math.max(0, from - 2 * STEP_MM);
    this.#plc.set('Position', position);
    this.#plc.set('Force', position > CONTACT_MM ? this.#forceAt(position) : 0);
    return position > 0 || this.#stand('Up');
  }

  #stand(state: string, fault = ''): false {
    this.#plc.set('FaultText', fault);
    this.#plc.set('State', state);
    return false;
  }

  #forceAt(position: number): number {
    if (this.fault === 'force_sensor') return Number.NaN;
    return Math.max(0, position - CONTACT_MM) * (STIFFNESS[this.fault] ?? GOOD_STIFFNESS);
  }

  #number(name: string): number {
    return Number(this.#plc.get(name));
  }

  #curve(name: string): number[] {
    return this.#plc.get(name) as number[];
  }
}
