/** The form of station.yaml, made from its schema: sections, groups and fields. Pure. */
import type { ConfigForm, ConfigNeed } from '@neurohub/contracts/config-rest';

export type FieldKind =
  | 'text'
  | 'number'
  | 'switch'
  | 'choice'
  /** Texts, one a line. */
  | 'lines'
  /** Has a shape of its own: it is changed in the text. */
  | 'elsewhere';

export const FIELD_UNITS = ['s', 'min', 'h', 'd', 'MB', 'percent'] as const;
export type FieldUnit = (typeof FIELD_UNITS)[number];

export interface FormField {
  readonly path: readonly string[];
  readonly kind: FieldKind;
  readonly needs: ConfigNeed;
  readonly isRequired: boolean;
  readonly isInteger: boolean;
  /** Its value is never shown. */
  readonly isSecret: boolean;
  readonly unit?: FieldUnit;
  readonly min?: number;
  readonly max?: number;
  /** Absent: there is none, or it depends on something else. */
  readonly fallback?: unknown;
  readonly options?: readonly string[];
}

/** Keys that stand together. */
export interface FormGroup {
  readonly path: readonly string[];
  /** It may be absent as a whole. */
  readonly isOptional: boolean;
  readonly fields: readonly FormField[];
}

export interface FormSection {
  readonly id: string;
  readonly groups: readonly FormGroup[];
}

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly examples?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
}

/** The batches have a list of their own; the version is the station's matter. */
const NOT_HERE = new Set(['version', 'batches']);
/** Sections with a shape of their own stand together, at the end. */
export const OTHERS = 'others';
const SECRET = /(^|_)(password|passphrase|secret|secret_key|token|api_key|password_hash|key_hash)$/;

export function formOfSchema({ schema, needs }: ConfigForm): FormSection[] {
  const entries = Object.entries((schema as Schema).properties ?? {}).filter(([id]) => !NOT_HERE.has(id));
  const required = new Set((schema as Schema).required);
  const sections = entries
    .filter(([, { properties }]) => properties)
    .map(([id, section]) => ({ id, groups: groupsOf([id], section, { needs, isOptional: isAbsent(id, section) }) }));
  const fields = entries
    .filter(([, { properties }]) => !properties)
    .map(([id, field]) => fieldOf([id], field, { needs, isRequired: required.has(id) }));
  return [...sections, { id: OTHERS, groups: [{ path: [], isOptional: false, fields }] }];

  function isAbsent(id: string, section: Schema): boolean {
    return section.default === undefined && !required.has(id);
  }
}

type Needs = ConfigForm['needs'];

function groupsOf(
  path: readonly string[],
  { properties = {}, required = [] }: Schema,
  { needs, isOptional }: { needs: Needs; isOptional: boolean },
): FormGroup[] {
  const entries = Object.entries(properties);
  const fields = entries
    .filter(([, { properties: inner }]) => !inner)
    .map(([key, field]) => fieldOf([...path, key], field, { needs, isRequired: required.includes(key) }));
  const inner = entries
    .filter(([, field]) => field.properties)
    .flatMap(([key, group]) =>
      groupsOf([...path, key], group, { needs, isOptional: group.default === undefined && !required.includes(key) }),
    );
  return [...(fields.length > 0 ? [{ path, isOptional, fields }] : []), ...inner];
}

function fieldOf(
  path: readonly string[],
  field: Schema,
  { needs, isRequired }: { needs: Needs; isRequired: boolean },
): FormField {
  const key = path.at(-1) ?? '';
  const { minimum, maximum, description = '' } = field;
  const unit = unitOf(key, description);
  const options = field.enum ?? field.examples;
  return {
    ...{ path, kind: kindOf(field), isRequired, needs: needOf(needs, path) },
    ...{ isInteger: field.type === 'integer', isSecret: SECRET.test(key) },
    ...(unit && { unit }),
    ...(minimum !== undefined && { min: minimum }),
    // What stands there for want of a limit is none.
    ...(maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && { max: maximum }),
    ...(field.default !== undefined && field.default !== null && { fallback: field.default }),
    ...(options && { options }),
  };
}

function kindOf({ type, enum: options, examples, items, anyOf, properties }: Schema): FieldKind {
  if (options || examples) return 'choice';
  if (type === 'boolean') return 'switch';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'string') return 'text';
  if (type === 'array' && items && (items.type === 'string' || items.anyOf?.every(isText))) return 'lines';
  if (!properties && anyOf?.some(isText)) return 'text';
  return 'elsewhere';
}

const isText = ({ type }: Schema) => type === 'string';

const BY_SUFFIX: readonly (readonly [RegExp, FieldUnit])[] = [
  [/_mb$/, 'MB'],
  [/_hours$/, 'h'],
  [/_minutes$/, 'min'],
  [/_seconds$/, 's'],
  [/_days$/, 'd'],
  [/_percent$/, 'percent'],
];

function unitOf(key: string, description: string): FieldUnit | undefined {
  const [, unit] = BY_SUFFIX.find(([suffix]) => suffix.test(key)) ?? [];
  return unit ?? (/^seconds\b/.test(description) ? 's' : undefined);
}

function needOf(needs: Needs, [section = '', key = '']: readonly string[]): ConfigNeed {
  return needs[`${section}.${key}`] ?? needs[section] ?? 'restart';
}
