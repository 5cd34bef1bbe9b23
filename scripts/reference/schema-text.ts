/** A zod schema as people read types: TypeScript with remarks. Shapes that have a name in the contracts are named, and printed once. */
import * as z from 'zod';

type Json = Record<string, unknown>;
type Direction = 'input' | 'output';

/** The names of shapes, beside what `describe()` has said about any schema. */
class Names extends z.core.$ZodRegistry<{ id?: string }> {
  override get<S extends z.core.$ZodType>(schema: S) {
    return { ...z.globalRegistry.get(schema), ...super.get(schema) } as z.core.$replace<{ id?: string }, S>;
  }
}

export class SchemaText {
  readonly #names = new Names();
  readonly #shapes = new Map<string, Json>();

  /** @param modules of the contracts: each `fooSchema` in them is the shape `Foo` */
  constructor(modules: readonly object[]) {
    for (const [name, schema] of modules.flatMap((module) => Object.entries(module)))
      if (name.endsWith('Schema') && schema instanceof z.ZodType && worthAName(schema)) {
        const id = `${name[0]?.toUpperCase()}${name.slice(1, -'Schema'.length)}`;
        if (!this.#names.has(schema)) this.#names.add(schema, { id });
      }
  }

  /** The shape as it is answered: by its name, when it has one. */
  answer(schema: z.ZodType): string {
    return typeText(this.#read(schema, 'output'), '');
  }

  /** The shape as it is sent or told, with its fields. */
  fields(schema: z.ZodType, io: Direction): string {
    const json = this.#read(schema, io);
    const name = nameOf(json) ?? (json['anyOf'] as Json[] | undefined)?.map(nameOf).find(Boolean);
    const shape = name === undefined ? undefined : this.#shapes.get(name);
    if (name === undefined || !shape) return typeText(json, '');
    this.#shapes.delete(name);
    return typeText(shape, '');
  }

  /** Every named shape that was met and not shown, as a declaration; `isKnown` leaves out what stands elsewhere. */
  shapes(isKnown: (name: string) => boolean = () => false): string[] {
    return [...this.#shapes]
      .filter(([name]) => !isKnown(name))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([name, shape]) => `${remark(shape, '// ')}${remark(shape, '') && '\n'}type ${name} = ${typeText(shape, '')}`,
      );
  }

  #read(schema: z.ZodType, io: Direction): Json {
    const options = { io, metadata: this.#names, unrepresentable: 'any' } as const;
    const { $schema: _, $defs = {}, ...json } = z.toJSONSchema(schema, options) as Json;
    for (const [name, shape] of Object.entries($defs as Record<string, Json>))
      if (!this.#shapes.has(name)) this.#shapes.set(name, shape);
    return json;
  }
}

/** Ids, hashes and times are said where they stand. */
function worthAName(schema: z.ZodType): boolean {
  return schema instanceof z.ZodObject || schema instanceof z.ZodDiscriminatedUnion || schema instanceof z.ZodUnion;
}

const nameOf = ({ $ref }: Json): string | undefined => ($ref as string | undefined)?.split('/').at(-1);

/** Longer lists are the codes of errors, which have a page of their own. */
const MAX_CHOICES = 40;

function typeText(schema: Json, indent: string): string {
  const { anyOf, oneOf, allOf } = schema as Record<string, Json[] | undefined>;
  const name = nameOf(schema);
  if (name !== undefined) return name;
  if ('const' in schema) return literal(schema['const']);
  if (Array.isArray(schema['enum']))
    return schema['enum'].length > MAX_CHOICES ? 'ErrorCode' : schema['enum'].map(literal).join(' | ');
  const union = anyOf ?? oneOf;
  if (union) return [...new Set(union.map((one) => typeText(one, indent)))].join(' | ');
  if (allOf) return allOf.map((one) => typeText(one, indent)).join(' & ');
  switch (schema['type']) {
    case 'array':
      return listText(schema, indent);
    case 'object':
      return objectText(schema, indent);
    case 'integer':
      return 'number';
    case undefined:
      return 'unknown';
    default:
      return [schema['type']].flat().join(' | ');
  }
}

const literal = (value: unknown) => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value));

function listText({ items, prefixItems }: Json, indent: string): string {
  if (Array.isArray(prefixItems)) return `[${prefixItems.map((one) => typeText(one as Json, indent)).join(', ')}]`;
  const item = typeText((items ?? {}) as Json, indent);
  return /[ |&]/.test(item) && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;
}

function objectText({ properties = {}, required = [], additionalProperties }: Json, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(properties as Record<string, Json>).map(([key, value]) => {
    const says = remark(value, ' // ');
    return `${inner}${key}${(required as string[]).includes(key) ? '' : '?'}: ${typeText(value, inner)};${says}`;
  });
  const rest = additionalProperties as Json | boolean | undefined;
  if (typeof rest === 'object' && Object.keys(rest).length > 0)
    lines.push(`${inner}[key: string]: ${typeText(rest, inner)};`);
  else if (lines.length === 0) return 'object';
  return `{\n${lines.join('\n')}\n${indent}}`;
}

/** What a type cannot say: bounds, form, default, and the words of the contracts. */
function remark(schema: Json, before: string): string {
  const { description, minimum, maximum, exclusiveMinimum, maxLength, maxItems, format, pattern } = schema;
  const isAnyNumber = (bound: unknown) => Math.abs(Number(bound)) >= Number.MAX_SAFE_INTEGER;
  const parts = [
    description,
    schema['type'] === 'integer' && 'whole',
    minimum !== undefined && !isAnyNumber(minimum) && `≥ ${minimum}`,
    exclusiveMinimum !== undefined && `> ${exclusiveMinimum}`,
    maximum !== undefined && !isAnyNumber(maximum) && `≤ ${maximum}`,
    maxLength !== undefined && `at most ${maxLength} characters`,
    maxItems !== undefined && `at most ${maxItems}`,
    format ?? (pattern !== undefined && `/${pattern}/`),
    schema['default'] !== undefined && `default ${JSON.stringify(schema['default'])}`,
  ].filter(Boolean);
  return parts.length === 0 ? '' : before + parts.join(', ');
}
