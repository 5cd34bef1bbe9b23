import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import { Driver } from '../driver.ts';

type DriverClass<D extends Driver> = abstract new (...args: never[]) => D;

type MethodNames<D> = { [K in keyof D]: D[K] extends (...args: never[]) => unknown ? K : never }[keyof D] & string;

/** What a method may answer: where the driver promises a value, the value itself is enough. */
type Answer<T> = T | (T extends Promise<infer V> ? V : never);

/** Methods of a driver as a test has them; `this` is not the driver. */
export type FakeMethods<D> = {
  [K in MethodNames<D>]?: D[K] extends (...args: infer A) => infer R ? (...args: A) => Answer<R> : never;
};

/** One call of a fake driver. */
export interface FakeCall {
  /** Name of the method. */
  method: string;
  /** As given, without the AbortSignals. */
  args: unknown[];
}

/** A driver without an instrument, and what was asked of it. */
export type FakeDriver<D extends Driver> = D & {
  /** Every call of a method, in order; connect and disconnect are among them, as `connect` and `disconnect`; `identify` follows each connect. */
  readonly calls: readonly FakeCall[];
};

/**
 * A driver of this class whose methods are given by the test. It is connected and made safe like a real one; a method that the test
 * does not give throws when it is called, naming itself. `identify` answers the name of the class, `reset`, `selfTest` and `safeStop` do
 * nothing, unless given. `instanceof` the class; its constructor is not called.
 *
 * @example
 * const dmm = fakeDriver(Multimeter, { voltage: () => 5.01 });
 * const run = await runSequence(MySequence, { drivers: { dmm } });
 * // dmm.calls: [{ method: 'connect', args: [] }, { method: 'identify', args: [] }, { method: 'voltage', args: [] }, …]
 */
export function fakeDriver<D extends Driver>(
  driverClass: DriverClass<D>,
  methods: FakeMethods<D> = {},
  settings: { name?: string; config?: Readonly<Record<string, ScalarValue>> } = {},
): FakeDriver<D> {
  const calls: FakeCall[] = [];
  const record = (method: string, args: unknown[]) => {
    calls.push({ method, args: args.filter((arg) => !(arg instanceof AbortSignal)) });
  };
  const { name = driverClass.name, config = {} } = settings;
  const fake = new Stand({ name, config, log: SILENT }, (method) => record(method, []));
  // The instance keeps the life cycle of Driver; what the class adds is looked up, and covered, in front of its prototype.
  const shape = Object.create(driverClass.prototype as object) as object;
  for (const own of ownMembers(driverClass.prototype as object))
    Object.defineProperty(shape, own, {
      configurable: true,
      get: () => notGiven(driverClass.name, own),
      set: () => undefined,
    });
  const defaults: Record<string, (...args: never[]) => unknown> = {
    reset: async () => undefined,
    selfTest: async () => undefined,
    identify: async () => driverClass.name,
    ...('safeStop' in driverClass.prototype && { safeStop: async () => undefined }),
  };
  for (const [method, answer] of Object.entries({ ...defaults, ...methods }) as [
    string,
    (...args: unknown[]) => unknown,
  ][])
    define(shape, method, function (this: unknown, ...args: unknown[]) {
      record(method, args);
      if (method !== 'safeStop') fake.refuseUnlessConnected(method);
      return answer(...args);
    });
  for (const method of ['openConnection', 'closeConnection'] as const) define(shape, method, Stand.prototype[method]);
  define(shape, 'calls', calls);
  return Object.setPrototypeOf(fake, shape) as FakeDriver<D>;
}

const SILENT = { debug() {}, info() {}, warning() {}, error() {} };

/** Has the life cycle of a driver and nothing behind it. */
class Stand extends Driver {
  readonly #tell: (method: 'connect' | 'disconnect') => void;

  constructor(context: ConstructorParameters<typeof Driver>[0], tell: (method: 'connect' | 'disconnect') => void) {
    super(context);
    this.#tell = tell;
  }

  override async openConnection(): Promise<void> {
    this.#tell('connect');
  }

  override async closeConnection(): Promise<void> {
    this.#tell('disconnect');
  }

  refuseUnlessConnected = (method: string): void => this.requireConnected(method);

  async reset(): Promise<void> {}
  async selfTest(): Promise<void> {}
  async identify(): Promise<string> {
    return this.name;
  }
}

const define = (target: object, name: string, value: unknown) =>
  Object.defineProperty(target, name, { configurable: true, writable: true, value });

/** What the class and the classes between it and Driver declare. */
function ownMembers(prototype: object): string[] {
  const members = new Set<string>();
  for (
    let at: object | null = prototype;
    at && at !== Driver.prototype;
    at = Object.getPrototypeOf(at) as object | null
  )
    for (const name of Object.getOwnPropertyNames(at)) members.add(name);
  members.delete('constructor');
  return [...members];
}

function notGiven(driver: string, member: string): never {
  throw new Error(`the fake ${driver} has no "${member}": give it to fakeDriver(${driver}, { ${member}: … })`);
}
