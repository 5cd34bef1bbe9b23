/** The YAML files that people write, as JSON Schema for their editors: made from the schemas that the station reads them with. */
import { stationConfigSchema } from '@neurohub/contracts/config';
import { limitsFrameSchema } from '@neurohub/contracts/limits-file';
import { FOREIGN_MANIFEST_KEYS, manifestSchema, TOLERATED_MANIFEST_KEYS } from '@neurohub/contracts/manifest';
import { overridesFileSchema } from '@neurohub/contracts/overrides';
import * as z from 'zod';
import type { JsonSchema } from './json-schema.ts';
import { limitSchema } from './limit-schema.ts';

/** By file name below docs/schemas/. */
export function editorSchemas(): Record<string, JsonSchema> {
  return {
    'manifest.schema.json': titled('manifest.yaml of a sequence package', withForeignKeys(asWritten(manifestSchema))),
    'limits.schema.json': titled('limits.yaml of a sequence package', withLimits(asWritten(limitsFrameSchema))),
    'overrides.schema.json': titled('Overrides of a station', withLimits(asWritten(overridesFileSchema))),
    'station.schema.json': titled('station.yaml', withReferences(asWritten(stationConfigSchema)) as JsonSchema),
  };
}

const titled = (title: string, { $schema, ...schema }: JsonSchema): JsonSchema =>
  ({ $schema, title, ...schema }) as JsonSchema;

/** What is read, before it is converted; an object takes the keys it names and no others, so that an editor sees typing errors. */
function asWritten(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.properties && jsonSchema.additionalProperties === undefined)
        jsonSchema.additionalProperties = false;
    },
  }) as JsonSchema;
}

type Properties = Record<string, JsonSchema>;

/** Keys of other generations are accepted by the station; an editor strikes them out, and says what does it here. */
function withForeignKeys(schema: JsonSchema): JsonSchema {
  const changed = structuredClone(schema);
  const top = propertiesOf(changed);
  const steps = propertiesOf(top['steps']?.items);
  const hardware = propertiesOf(top['hardware']?.additionalProperties);
  const parameters = propertiesOf(top['parameters']?.additionalProperties);
  const entryPoint = propertiesOf(top['entry_point']);
  for (const [path, says] of Object.entries(FOREIGN_MANIFEST_KEYS)) {
    const [parent, key] = path.split('.') as [string, string?];
    const properties = key === undefined ? top : parent === 'steps' ? steps : hardware;
    properties[key ?? parent] = deprecated(says);
  }
  const homes = { lifecycle: steps, manual_override: parameters, cli_main: entryPoint } as Record<string, Properties>;
  for (const key of TOLERATED_MANIFEST_KEYS) (homes[key] ?? top)[key] = deprecated('of another generation of packages');
  return changed;
}

function propertiesOf(schema: unknown): Properties {
  const { properties } = schema as JsonSchema;
  if (!properties) throw new Error('the schema has another shape now');
  return properties as Properties;
}

const deprecated = (says: string) => ({ description: `no effect: ${says}`, deprecated: true }) as JsonSchema;

/** The frame leaves the limits open, for contracts/limits reads them. */
function withLimits(schema: JsonSchema): JsonSchema {
  const changed = structuredClone(schema);
  const variants = propertiesOf(changed)['limits']?.additionalProperties as JsonSchema;
  const limit = { $ref: '#/definitions/limit' };
  variants.additionalProperties = { anyOf: [limit, { type: 'array', items: limit, maxItems: 20 }] };
  return { ...changed, definitions: { limit: limitSchema() } } as JsonSchema;
}

/** Every value of station.yaml may be taken from the environment. */
function withReferences(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withReferences);
  if (typeof schema !== 'object' || schema === null) return schema;
  const changed = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withReferences(value)]));
  const { type, description, default: fallback } = changed as JsonSchema;
  if (type !== 'number' && type !== 'integer' && type !== 'boolean') return changed;
  const { description: _, default: __, ...plain } = changed;
  return {
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
    anyOf: [plain, { type: 'string', pattern: '\\$\\{' }],
  };
}
