/**
 * manifest.yaml of a sequence package: snake_case in the file, camelCase from here on (this is the one conversion).
 * Ids (hardware, parameter, step names) are never converted. Unknown keys are kept out and reported as warnings by the reader.
 */
import * as z from 'zod';
import { idSchema, localizedTextSchema, scalarSchema } from './record.ts';
import { COMMAND_CATEGORIES, DRIVER_SCOPES, PARAMETER_TYPES } from './vocabulary.ts';

const identifier = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]{0,99}$/,
    'an identifier: letters, digits and _ only, at most 100, no dash, no leading digit',
  );
const semver = z.string().regex(/^\d+\.\d+\.\d+$/, 'N.N.N, digits only');

const parameterType = z.enum([...PARAMETER_TYPES, 'number']).transform((type) => (type === 'number' ? 'float' : type));

const configFieldSchema = z
  .object({
    type: parameterType,
    required: z.boolean().default(false),
    default: scalarSchema.optional(),
    description: localizedTextSchema.optional(),
    options: z.array(scalarSchema).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
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
  })
  .transform((c) => ({
    name: c.name,
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
    display_name: localizedTextSchema,
    driver: z.string().min(1).describe('./drivers/dmm.ts, drivers.dmm or dmm (inside drivers/)'),
    class: z.string().min(1),
    description: localizedTextSchema.optional(),
    config_schema: z.record(idSchema, configFieldSchema).default({}),
    scope: z.enum(DRIVER_SCOPES).default('execution').describe('how long its driver stays connected'),
    simulator: z
      .object({ module: z.string().min(1).describe('e.g. ./simulators/bench.ts'), class: z.string().min(1) })
      .optional()
      .describe(
        'what stands in for it with --simulate or simulation: true; one class may stand in for several instruments',
      ),
    manual_commands: z.array(manualCommandSchema).default([]),
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
    default: scalarSchema.optional(),
    required: z.boolean().default(false),
    min: z.number().optional(),
    max: z.number().optional(),
    unit: z.string().optional(),
    options: z.array(scalarSchema).optional(),
    description: localizedTextSchema.optional(),
  })
  .transform(({ display_name, ...rest }) => ({ displayName: display_name, ...rest }));

const stepSchema = z
  .object({
    name: idSchema,
    display_name: localizedTextSchema.optional(),
    description: z.string().optional(),
    order: z.number().optional(),
    estimated_duration: z.number().nonnegative().optional().describe('seconds'),
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
    name: identifier,
    display_name: localizedTextSchema.optional(),
    version: semver,
    author: z.string().optional(),
    description: localizedTextSchema.optional(),
    entry_point: z.object({ module: z.string().min(1), class: z.string().min(1) }),
    dut: z
      .object({
        serial_number: z.object({
          pattern: patternSchema.describe('the whole serial number must match'),
          example: z.string().optional(),
        }),
      })
      .optional(),
    stop_on_fail: z.boolean().default(true).describe('a failed step ends the main steps; cleanup steps always run'),
    hardware: z.record(idSchema, hardwareSchema).default({}),
    parameters: z.record(idSchema, parameterSchema).default({}),
    steps: z.array(stepSchema).default([]),
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
    hardware: m.hardware,
    parameters: m.parameters,
    steps: m.steps,
    manualCommands: m.manual_commands,
  }));

export type Manifest = z.output<typeof manifestSchema>;
export type ManifestParameter = Manifest['parameters'][string];
export type ManifestHardware = Manifest['hardware'][string];

/** Keys of a manifest that other generations of packages carry: accepted and without effect here. */
export const TOLERATED_MANIFEST_KEYS = ['created_at', 'updated_at', 'modes', 'dependencies'] as const;
