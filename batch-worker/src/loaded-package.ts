import { CodedError, type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import type { WorkerBoot } from '@neurohub/contracts/ipc';
import type { PromptImage } from '@neurohub/contracts/prompt-image';
import type { ExecutionPlan, PlanHardware, SequenceDefinition } from '@neurohub/contracts/record';
import type { Driver, DriverContext } from '@neurohub/sequence-sdk';
import type {
  DriverFactory,
  DriverPool,
  InstrumentAccess,
  ManualDrivers,
  ManualEnvironment,
  PlannedSimulator,
  SequenceClass,
  SequenceHost,
  SimulatorSet,
} from '@neurohub/sequence-sdk/executor';
import type { Simulator, SimulatorContext } from '@neurohub/sequence-sdk/simulator';
import { installPackageResolver, loadExport } from './package-loader.ts';

type Sdk = typeof import('@neurohub/sequence-sdk/executor');

/** The package of this worker, its code loaded. */
export class LoadedPackage {
  readonly definition: SequenceDefinition;
  /** Drivers of scope `batch` between executions. */
  readonly pool: DriverPool;
  readonly #sdk: Sdk;
  readonly #dir: string;
  readonly #sequenceClass: SequenceClass;
  readonly #images: InstanceType<Sdk['PackageImages']>;

  /** Loads SDK and sequence. @throws what loading the package threw, as a coded error where it has none. */
  static async load(boot: Pick<WorkerBoot, 'package' | 'sdkModule'>): Promise<LoadedPackage> {
    installPackageResolver(boot);
    const sdk: Sdk = await import('@neurohub/sequence-sdk/executor');
    const { dir, module, className } = boot.package;
    const sequenceClass = (await loadExport(dir, module, className, 'MISSING_CLASS')) as SequenceClass;
    const definition = sdk.describeSequence(sequenceClass);
    const commands = await describeDrivers(sdk, boot.package);
    return new LoadedPackage(sdk, dir, { sequenceClass, definition: { ...definition, ...commands } });
  }

  private constructor(
    sdk: Sdk,
    dir: string,
    { sequenceClass, definition }: { sequenceClass: SequenceClass; definition: SequenceDefinition },
  ) {
    this.#sdk = sdk;
    this.#dir = dir;
    this.#sequenceClass = sequenceClass;
    this.pool = new sdk.DriverPool();
    this.#images = new sdk.PackageImages(dir);
    this.definition = definition;
  }

  get Execution(): Sdk['Execution'] {
    return this.#sdk.Execution;
  }

  /** A picture for a prompt. @throws why it cannot be shown */
  image(path: string): PromptImage {
    return this.#images.find(path);
  }

  /** A fresh host for one execution. Driver modules are loaded here, on their first use. */
  async host(plan: ExecutionPlan, access: InstrumentAccess): Promise<SequenceHost> {
    const drivers: Record<string, DriverFactory> = {};
    for (const [id, hardware] of Object.entries(plan.hardware)) drivers[id] = await this.driver(hardware);
    const undeclared = this.definition.hardware.filter((id) => !(id in drivers));
    if (undeclared.length > 0)
      throw new CodedError(
        'UNDECLARED_HARDWARE',
        `the sequence uses hardware that manifest.yaml does not declare: ${undeclared.join(', ')}`,
      );
    const host = new this.#sdk.DecoratedSequenceHost({ sequenceClass: this.#sequenceClass, drivers, access });
    return plan.simulated ? this.#sdk.simulateHost(host, await this.#simulators(plan)) : host;
  }

  /** What a manual session is made of: nothing is connected or started yet. */
  manualControl(environment: Omit<ManualEnvironment, 'clock'>): { drivers: ManualDrivers; simulators: SimulatorSet } {
    const { ManualDrivers, SimulatorSet, systemClock } = this.#sdk;
    const whole = { ...environment, clock: systemClock };
    return { drivers: new ManualDrivers(whole), simulators: new SimulatorSet({ ...whole, parameters: {} }) };
  }

  /** Whatever a driver has thrown, as data. */
  describeError(thrown: unknown): ErrorData {
    return this.#sdk.describeError(thrown, 'DRIVER_ERROR');
  }

  /** How to make the driver of one instrument. Loads its module. */
  async driver({ driverModule, driverClass }: PlanHardware): Promise<DriverFactory> {
    const loaded = await loadExport(this.#dir, driverModule, driverClass, 'MISSING_DRIVER');
    const DriverClass = loaded as unknown as new (context: DriverContext) => Driver;
    return (context) => new DriverClass(context);
  }

  /** How to make what stands in for some hardware. Loads its module. */
  async simulator(
    { module, class: className }: NonNullable<PlanHardware['simulator']>,
    hardware: readonly string[],
  ): Promise<PlannedSimulator> {
    const loaded = await loadExport(this.#dir, module, className, 'MISSING_CLASS');
    const SimulatorClass = loaded as unknown as new (context: SimulatorContext) => Simulator;
    return { hardware, make: (context) => new SimulatorClass(context) };
  }

  /** One for each class: it stands in for every hardware that names it. */
  #simulators({ hardware }: ExecutionPlan): Promise<PlannedSimulator[]> {
    const all = Object.entries(hardware).map(([id, { simulator }]) => {
      if (simulator) return { id, simulator, key: `${simulator.module}#${simulator.class}` };
      throw new CodedError('SIMULATOR_MISSING', `the plan is simulated, and hardware "${id}" has no simulator`);
    });
    const groups = Map.groupBy(all, ({ key }) => key).values();
    return Promise.all(
      [...groups].map((group) => {
        const [first] = group as [(typeof all)[number]];
        return this.simulator(
          first.simulator,
          group.map(({ id }) => id),
        );
      }),
    );
  }
}

/**
 * What each driver offers to be called by hand, where the boot line asks for it. One that cannot be loaded costs its hardware the
 * commands, and nothing else.
 */
async function describeDrivers(
  sdk: Sdk,
  { dir, drivers }: WorkerBoot['package'],
): Promise<Pick<SequenceDefinition, 'commands' | 'driverErrors'>> {
  if (!drivers) return {};
  const commands: NonNullable<SequenceDefinition['commands']> = {};
  const driverErrors: NonNullable<SequenceDefinition['driverErrors']> = {};
  for (const [id, { module, class: className }] of Object.entries(drivers))
    try {
      commands[id] = sdk.describeCommands(await loadExport(dir, module, className, 'MISSING_DRIVER'));
    } catch (thrown) {
      const { code, message } = toErrorData(thrown, 'MISSING_DRIVER');
      driverErrors[id] = { code, message };
    }
  return { commands, ...(Object.keys(driverErrors).length > 0 && { driverErrors }) };
}
