/** The fields of manifest.yaml as a table of Markdown, from the schema that editors get. */
import type { JsonSchema } from './json-schema.ts';

export function manifestTable(schema: JsonSchema): string {
  const rows = rowsOf(schema, '');
  return ['| field | value | default | |', '|---|---|---|---|', ...rows].join('\n');
}

function rowsOf(schema: JsonSchema, path: string): string[] {
  const { properties = {}, required = [], additionalProperties, items } = schema;
  if (isSchema(items)) return rowsOf(items, `${path}[]`);
  if (isSchema(additionalProperties)) return rowsOf(additionalProperties, `${path}.<id>`);
  return Object.entries(properties as Record<string, JsonSchema>).flatMap(([key, field]) => {
    if (field['deprecated']) return [];
    const here = path === '' ? key : `${path}.${key}`;
    // The commands of the top level are those of an instrument once more.
    const isTold = isText(field) || here === 'manual_commands';
    const rest = isTold ? [] : (field.anyOf ?? [field]).flatMap((one) => rowsOf(one as JsonSchema, here));
    const fallback = required.includes(key) ? 'required' : defaultOf(field);
    return [`| \`${here}\` | ${valueText(field)} | ${fallback} | ${field.description ?? ''} |`, ...new Set(rest)];
  });
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;

/** A text for people is one text, or one for each language. */
const isText = ({ anyOf = [] }: JsonSchema) =>
  anyOf.some((one) => isSchema(one) && 'ko' in ((one.properties as object) ?? {}));

const defaultOf = ({ default: value }: JsonSchema) =>
  value === undefined || (typeof value === 'object' && value !== null) ? '' : `\`${JSON.stringify(value)}\``;

function valueText(schema: JsonSchema): string {
  if (isText(schema)) return 'text, or `{ko, en}`';
  if (schema.enum) return schema.enum.map((one) => `\`${one}\``).join(' ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map((one) => valueText(one as JsonSchema)))].join(' or ');
  const { type, minimum, exclusiveMinimum, maximum } = schema;
  const bounds = [
    minimum !== undefined && minimum > -Number.MAX_SAFE_INTEGER && `≥ ${minimum}`,
    exclusiveMinimum !== undefined && `> ${exclusiveMinimum}`,
    maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && `≤ ${maximum}`,
  ].filter(Boolean);
  return [type === 'object' ? 'map' : type === 'array' ? 'list' : [type].flat().join(', ') || 'any', ...bounds].join(
    ' ',
  );
}
