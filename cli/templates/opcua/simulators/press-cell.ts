import { OpcUaSimulator, Simulator } from '@neurohub/sequence-sdk/simulator';

/** The controller with its press and a part under it: for the tests, for `station run --simulate`, for a station. */
export class PressCell extends Simulator {
  /** N for each mm; a part that is too soft or too hard is a bad one. */
  stiffness = 50;
  /** The force sensor gives no number. */
  isSensorBroken = false;

  readonly #controller: OpcUaSimulator = new OpcUaSimulator({
    object: 'Press',
    variables: {
      Model: { type: 'String', value: 'SIM PRESS 1' },
      IsSafe: { type: 'Boolean', value: true },
      Depth: { type: 'Double', value: 0, writable: true },
      Position: { type: 'Double', value: 0 },
    },
    methods: {
      Press: {
        outputs: { force: 'Double' },
        call: () => {
          const depth = Number(this.#controller.get('Depth'));
          this.#controller.set('Position', depth);
          return this.isSensorBroken ? Number.NaN : depth * this.stiffness;
        },
      },
      Retract: {
        call: () => {
          this.#controller.set('Position', 0);
          return undefined;
        },
      },
    },
  });

  get isRetracted(): boolean {
    return this.#controller.get('Position') === 0;
  }

  /** The settings by which the driver finds it. */
  async start() {
    return { press: await this.#controller.start() };
  }

  async stop() {
    await this.#controller.stop();
  }
}
