import { CodedError } from '@neurohub/contracts/errors';
import type { WorkerBoot } from '@neurohub/contracts/ipc';
import type { PromptImage } from '@neurohub/contracts/prompt-image';
import type { ExecutionPlan, SequenceDefinition } from '@neurohub/contracts/record';
import type { Driver, DriverContext } from '@neurohub/sequence-sdk';
import type {
  DriverFactory,
  DriverPool,
  InstrumentAccess,
  SequenceClass,
  SequenceHost,
} from '@neurohub/sequence-sdk/executor';
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
    return new LoadedPackage(sdk, dir, sequenceClass);
  }

  private constructor(sdk: Sdk, dir: string, sequenceClass: SequenceClass) {
    this.#sdk = sdk;
    this.#dir = dir;
    this.#sequenceClass = sequenceClass;
    this.pool = new sdk.DriverPool();
    this.#images = new sdk.PackageImages(dir);
    this.definition = sdk.describeSequence(sequenceClass);
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
    for (const [id, { driverModule, driverClass }] of Object.entries(plan.hardware)) {
      const loaded = await loadExport(this.#dir, driverModule, driverClass, 'MISSING_DRIVER');
      const DriverClass = loaded as unknown as new (context: DriverContext) => Driver;
      drivers[id] = (context) => new DriverClass(context);
    }
    const undeclared = this.definition.hardware.filter((id) => !(id in drivers));
    if (undeclared.length > 0)
      throw new CodedError(
        'UNDECLARED_HARDWARE',
        `the sequence uses hardware that manifest.yaml does not declare: ${undeclared.join(', ')}`,
      );
    return new this.#sdk.DecoratedSequenceHost({ sequenceClass: this.#sequenceClass, drivers, access });
  }
}
