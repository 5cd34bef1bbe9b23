/**
 * What a driver offers to be called by hand. Types of arguments erase when a package is compiled, so they are written in the
 * decorator; it only records, in the metadata of the class, as `@step` does.
 */
import type { ManualCommand } from '@neurohub/contracts/record';
import type { Driver } from '../driver.ts';
import { type CommandOptions, toManualCommand } from './command-options.ts';

// Node has no Symbol.metadata yet; compiled decorators agree on this one.
(Symbol as { metadata: symbol }).metadata ??= Symbol.for('Symbol.metadata');

const COMMANDS = Symbol.for('neurohub.manual-commands');
type Metadata = DecoratorMetadataObject & { [COMMANDS]?: Map<string, ManualCommand> };

/**
 * Lets a technician call a method of a driver by hand: with its params in the order they are declared, then an AbortSignal. What it
 * returns is shown, and has to be JSON. A subclass that overrides the method keeps the command.
 */
export function command(options: CommandOptions = {}) {
  return (_method: (this: never, ...args: never[]) => unknown, context: ClassMethodDecoratorContext): void => {
    const { name, metadata } = context;
    if (typeof name !== 'string' || context.static || context.private)
      throw new TypeError(`@command "${String(name)}": a public, non-static method was expected`);
    commandsOf(metadata).set(name, toManualCommand(name, options));
  };
}

function commandsOf(metadata: DecoratorMetadataObject): Map<string, ManualCommand> {
  const holder = metadata as Metadata;
  if (!Object.hasOwn(holder, COMMANDS)) holder[COMMANDS] = new Map(holder[COMMANDS]);
  return holder[COMMANDS] as Map<string, ManualCommand>;
}

/** What every driver can do. */
const OF_EVERY_DRIVER: readonly (ManualCommand & { name: keyof Driver })[] = [
  {
    name: 'identify',
    ...text('식별', 'Identify'),
    category: 'diagnostic',
    parameters: [],
    returns: { type: 'string' },
  },
  { name: 'selfTest', ...text('자가 진단', 'Self-test'), category: 'diagnostic', parameters: [], timeoutMs: 60_000 },
  { name: 'reset', ...text('초기화', 'Reset'), category: 'control', parameters: [] },
  { name: 'safeStop', ...text('안전 정지', 'Safe stop'), category: 'control', parameters: [] },
];

function text(ko: string, en: string): Pick<ManualCommand, 'displayName'> {
  return { displayName: { ko, en } };
}

/** The commands of a driver class: those every driver has, and its own, which win. */
export function describeCommands(driverClass: new (...args: never[]) => object): ManualCommand[] {
  const prototype = driverClass.prototype as Partial<Driver>;
  const ofEvery = OF_EVERY_DRIVER.filter(({ name }) => typeof prototype[name] === 'function');
  const metadata = (driverClass as { [Symbol.metadata]?: Metadata | null })[Symbol.metadata];
  const byName = new Map<string, ManualCommand>(ofEvery.map((base) => [base.name, base]));
  for (const own of metadata?.[COMMANDS]?.values() ?? []) byName.set(own.name, own);
  return [...byName.values()];
}
