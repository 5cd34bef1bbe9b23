import type { CommandParameter, ManualCommand } from '@neurohub/contracts/record';
import type { CommandCategory, LocalizedText, ParameterType, ScalarValue } from '@neurohub/contracts/vocabulary';

/** One value that a manual command takes. */
export interface CommandParamOptions {
  /** What is accepted: anything else is refused before the method is called. */
  type: ParameterType;
  /** Shown to people. @default its name */
  displayName?: LocalizedText;
  /** One or two sentences for people. */
  description?: LocalizedText;
  /** Used when nothing is given. Without one the value has to be given, unless {@link required} is false. */
  default?: ScalarValue;
  /** Whether a value has to be given. @default true when there is no default */
  required?: boolean;
  /** Lowest allowed number. */
  min?: number;
  /** Highest allowed number. */
  max?: number;
  /** Nothing else is allowed. */
  options?: ScalarValue[];
  /** Unit of the value, e.g. `V`. */
  unit?: string;
}

/** What {@link command} takes. */
export interface CommandOptions {
  /** Where the command is listed. @default by the beginning of the method's name: measure, read, get… are measurements, set, turn, move… control */
  category?: CommandCategory;
  /** Shown to people. @default the method's name */
  displayName?: LocalizedText;
  /** One or two sentences for people. */
  description?: LocalizedText;
  /** In the order of the method's arguments; the last argument is the signal. A value that was not given is `undefined`. */
  params?: Readonly<Record<string, CommandParamOptions>>;
  /** What the method returns, as it is shown. */
  returns?: { type?: ParameterType; unit?: string };
  /** Seconds until the signal fires; above 0, at most 3600. @default 10 */
  timeout?: number;
  /** It moves or powers something: the screen asks before it is done. @default a control command does, unless its name says off or stop */
  actuates?: boolean;
}

// The same rule as idSchema of contracts, which needs zod.
const ID = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
const MAX_TIMEOUT_S = 3600;
const MAX_PARAMS = 20;

const PREFIXES: readonly [CommandCategory, RegExp][] = [
  ['measurement', /^(measure|read|get|query|fetch)/],
  ['control', /^(set|write|move|trigger|start|stop|turn|switch|open|close)/],
  ['configuration', /^(config|range|mode|setup|init)/],
];

/** What a method does, as far as its name says. `setup…` configures, although it begins like `set…`. */
export function categoryOf(method: string): CommandCategory {
  if (method.startsWith('setup')) return 'configuration';
  return PREFIXES.find(([, pattern]) => pattern.test(method))?.[0] ?? 'diagnostic';
}

/** Options as written → the command as declared. @throws TypeError naming method and option */
export function toManualCommand(name: string, options: CommandOptions): ManualCommand {
  const { params = {}, returns, timeout, actuates, category = categoryOf(name) } = options;
  const check = (ok: boolean, problem: string) => {
    if (!ok) throw new TypeError(`@command "${name}": ${problem}`);
  };
  check(
    timeout === undefined || (timeout > 0 && timeout <= MAX_TIMEOUT_S),
    `timeout is in seconds, above 0 and at most ${MAX_TIMEOUT_S}, got ${timeout}`,
  );
  check(Object.keys(params).length <= MAX_PARAMS, `at most ${MAX_PARAMS} params`);
  return {
    name,
    ...textsOf(options),
    category,
    parameters: Object.entries(params).map(([id, param]) => {
      check(ID.test(id), `the param "${id}" has to be letters, digits and _`);
      return toParameter(id, param);
    }),
    ...(returns && { returns }),
    ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
    ...(actuates !== undefined && { actuates }),
  };
}

function toParameter(name: string, { required, ...rest }: CommandParamOptions): CommandParameter {
  return { name, ...rest, required: required ?? rest.default === undefined };
}

function textsOf({ displayName, description }: CommandOptions): Pick<ManualCommand, 'displayName' | 'description'> {
  return { ...(displayName !== undefined && { displayName }), ...(description !== undefined && { description }) };
}
