/**
 * manifest.yaml of a sequence package: snake_case in the file, camelCase from here on (this is the one conversion).
 * Ids (hardware, parameter, step names) are never converted. Unknown keys are kept out and reported as warnings by the reader.
 */
import * as z from 'zod';
import { idSchema, localizedTextSchema, scalarSchema } from './record.ts';
import { stepErrorKeys, toStepErrorRule } from './step-errors-config.ts';
import { COMMAND_CATEGORIES, DRIVER_SCOPES, PARAMETER_TYPES } from './vocabulary.ts';

const identifier = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]{0,99}$/,
    'an identifier: letters, digits and _ only, at most 100, no dash, no leading digit',
  );
const semver = z.string().regex(/^\d+\.\d+\.\d+$/, 'N.N.N, digits only');

/** How other generations of packages write a type. */
const OTHER_TYPES = { number: 'float', enum: 'string' } as const;
const parameterType = z
  .enum([...PARAMETER_TYPES, 'number', 'enum'])
  .transform((type) => (type === 'number' || type === 'enum' ? OTHER_TYPES[type] : type))
  .describe('number is float; enum is a string with options');

const configFieldSchema = z
  .object({
    type: parameterType,
    required: z.boolean().default(false).describe('no start without a value in station.yaml'),
    default: scalarSchema
      .optional()
      .describe('when station.yaml gives none; no `${NAME}`: a package takes nothing from the environment by itself'),
    description: localizedTextSchema.optional(),
    options: z.array(scalarSchema).optional().describe('the only values allowed'),
    min: z.number().optional().describe('lowest allowed'),
    max: z.number().optional().describe('highest allowed'),
  })
  .describe('one setting of an instrument');

const commandValueSchema = z.object({
  name: idSchema.optional().describe('in a list; in a map the key is the name'),
  display_name: localizedTextSchema.optional(),
  type: parameterType.default('string'),
  required: z.boolean().optional(),
  default: scalarSchema.optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  options: z.array(scalarSchema).optional(),
  unit: z.string().max(50).optional(),
  description: localizedTextSchema.optional(),
});

/** A method of a driver that may be called by hand. `parameters` is a list of named ones, or a map by name. */
const manualCommandSchema = z
  .object({
    name: idSchema,
    display_name: localizedTextSchema.optional(),
    description: localizedTextSchema.optional(),
    hardware: idSchema.optional().describe('which instrument; needed at the top level only'),
    category: z
      .enum([...COMMAND_CATEGORIES, 'general'])
      .transform((category) => (category === 'general' ? ('diagnostic' as const) : category))
      .default('diagnostic'),
    parameters: z
      .union([z.array(commandValueSchema.extend({ name: idSchema })), z.record(idSchema, commandValueSchema)])
      .default([]),
    returns: z.object({ type: parameterType.optional(), unit: z.string().max(50).optional() }).optional(),
    timeout: z.number().positive().max(3600).optional().describe('seconds; default 10'),
    actuates: z.boolean().optional().describe('moves or powers something: the screen asks before'),
  })
  .transform((c) => ({
    name: c.name,
    actuates: c.actuates,
    displayName: c.display_name,
    description: c.description,
    hardware: c.hardware,
    category: c.category,
    parameters: (Array.isArray(c.parameters)
      ? c.parameters
      : Object.entries(c.parameters).map(([name, value]) => ({ ...value, name }))
    ).map((p) => ({
      name: p.name,
      displayName: p.display_name,
      type: p.type,
      required: p.required ?? p.default === undefined,
      default: p.default,
      min: p.min,
      max: p.max,
      options: p.options,
      unit: p.unit,
      description: p.description,
    })),
    returns: c.returns,
    timeoutMs: c.timeout === undefined ? undefined : c.timeout * 1000,
  }));

const hardwareSchema = z
  .object({
    display_name: localizedTextSchema.describe('what people call it'),
    driver: z.string().min(1).describe('./drivers/dmm.ts, drivers.dmm or dmm (inside drivers/)'),
    class: z.string().min(1).describe('of the driver, exported by its module'),
    description: localizedTextSchema.optional(),
    config_schema: z.record(idSchema, configFieldSchema).default({}).describe('its settings, by name'),
    scope: z.enum(DRIVER_SCOPES).default('execution').describe('how long its driver stays connected'),
    simulator: z
      .object({ module: z.string().min(1).describe('e.g. ./simulators/bench.ts'), class: z.string().min(1) })
      .optional()
      .describe(
        'what stands in for it with --simulate or simulation: true; one class may stand in for several instruments',
      ),
    manual_commands: z.array(manualCommandSchema).default([]).describe('what may be done with it by hand'),
  })
  .transform((h) => ({
    displayName: h.display_name,
    driver: h.driver,
    class: h.class,
    description: h.description,
    configSchema: h.config_schema,
    scope: h.scope,
    simulator: h.simulator,
    manualCommands: h.manual_commands,
  }));

const parameterSchema = z
  .object({
    display_name: localizedTextSchema,
    type: parameterType,
    default: scalarSchema.optional().describe('when neither station.yaml nor the start gives one'),
    required: z.boolean().default(false).describe('no start without a value'),
    min: z.number().optional().describe('lowest allowed'),
    max: z.number().optional().describe('highest allowed'),
    unit: z.string().optional().describe('of the vocabulary of docs/measurements.md'),
    options: z.array(scalarSchema).optional().describe('the only values allowed'),
    description: localizedTextSchema.optional(),
  })
  .transform(({ display_name, ...rest }) => ({ displayName: display_name, ...rest }));

const stepSchema = z
  .object({
    name: idSchema.describe('of a step of the class'),
    display_name: localizedTextSchema.optional().describe('used when the class gives none'),
    description: z.string().optional().describe('used when the class gives none'),
    order: z.number().optional().describe('for readers; the class decides. No two steps may have the same'),
    estimated_duration: z.number().nonnegative().optional().describe('seconds; for readers'),
  })
  .transform((s) => ({
    name: s.name,
    displayName: s.display_name,
    description: s.description,
    order: s.order,
    estimatedDurationS: s.estimated_duration,
  }));

const patternSchema = z
  .string()
  .max(500)
  .refine((text) => {
    try {
      return new RegExp(text, 'u') instanceof RegExp;
    } catch {
      return false;
    }
  }, 'a regular expression');

export const manifestSchema = z
  .object({
    name: identifier.describe('what the package is called everywhere; the folder may be called otherwise'),
    display_name: localizedTextSchema.optional().describe('what people call it'),
    version: semver.describe('of the release'),
    author: z.string().optional(),
    description: localizedTextSchema.optional(),
    entry_point: z.object({
      module: z.string().min(1).describe('./sequence.ts'),
      class: z.string().min(1).describe('decorated with @sequence, exported by the module'),
    }),
    dut: z
      .object({
        serial_number: z.object({
          pattern: patternSchema.describe('the whole serial number must match'),
          example: z.string().optional().describe('shown when one does not match'),
        }),
      })
      .optional()
      .describe('the device under test'),
    stop_on_fail: z.boolean().default(true).describe('a failed step ends the main steps; cleanup steps always run'),
    error_handling: z
      .object({ step_errors: z.object(stepErrorKeys).prefault({}).transform(toStepErrorRule) })
      .prefault({})
      .describe('steps that say nothing themselves; it wins over station.yaml'),
    unattended: z
      .boolean()
      .default(false)
      .describe(
        'nobody has to be there: an interrupted execution may go on by itself although instruments were armed, when the batch says so too',
      ),
    hardware: z
      .record(idSchema, hardwareSchema)
      .default({})
      .describe('its instruments; the id is the name of the field'),
    parameters: z
      .record(idSchema, parameterSchema)
      .default({})
      .describe('what a start may set; the id is the name of the field'),
    steps: z.array(stepSchema).default([]).describe('for readers: the class decides'),
    manual_commands: z.array(manualCommandSchema).default([]).describe('of any instrument; each names its hardware'),
  })
  .transform((m) => ({
    name: m.name,
    displayName: m.display_name,
    version: m.version,
    author: m.author,
    description: m.description,
    entryPoint: m.entry_point,
    serialNumber: m.dut?.serial_number,
    stopOnFail: m.stop_on_fail,
    stepErrors: m.error_handling.step_errors,
    unattended: m.unattended,
    hardware: m.hardware,
    parameters: m.parameters,
    steps: m.steps,
    manualCommands: m.manual_commands,
  }));

export type Manifest = z.output<typeof manifestSchema>;
export type ManifestParameter = Manifest['parameters'][string];
export type ManifestHardware = Manifest['hardware'][string];

/** Keys of other generations of packages that say nothing this station would have to heed. */
export const TOLERATED_MANIFEST_KEYS = [
  'created_at',
  'updated_at',
  'modes',
  'cli_main',
  'lifecycle',
  'manual_override',
] as const;

/** Keys of other generations that did something there and do nothing here, by their parent, with what does it here. */
export const FOREIGN_MANIFEST_KEYS: Readonly<Record<string, string>> = {
  'steps.timeout': 'the class says it: @step({timeout})',
  'steps.retry': 'the class says it: @step({retry})',
  'steps.cleanup': 'the class says it: @step({cleanup: true})',
  'steps.manual': 'a step asks its operator itself, by prompts',
  'hardware.mock': 'name what stands in for it under `simulator`',
  dependencies: 'a package brings its dependencies along, bundled',
};
