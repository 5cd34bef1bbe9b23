/**
 * Takes secrets out of what leaves the station as text: the log, and what is sent to support. Three ways, since no one of them is
 * enough: by the name that a value has (`password`, `api_key`), by its form (`Bearer …`, a private key, `user:password@`), and by
 * the value itself once it has been learned, wherever it turns up. Free of any library.
 */
import { isSecretName } from './secret-names.ts';

export const REDACTED = '[redacted]';

type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{([^}]*)\}/g;
const ONE_REFERENCE = /^\$\{[^}]*\}$/;

/** Shorter ones are part of too much. */
const SHORTEST = 4;
/** Shorter ones count as whole words only. */
const ANYWHERE_FROM = 8;
/** Where a key stands, which is no secret. */
const KEY_FILE = /^[\w./\\: -]+\.(pem|key|crt|cer|pub)$/;
/** Three spellings each. */
const MOST_PASSING = 600;
const ORDINARY = new Set(['true', 'false', 'null', 'none', 'test', 'demo', 'admin', 'user', 'root', 'localhost']);
/** What `${NAME}` stands for when it says where an instrument is: a number, an address, a device, a place. */
const PLAIN_ADDRESS =
  /^(\d{1,5}|\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]*::[0-9a-f:]*|[a-z0-9-]+(\.[a-z0-9-]+)*\.(local|lan|internal)|COM\d+|\/[\w./-]*|[a-z][a-z0-9+.-]*:\/\/[^@\s]*)$/i;

const FORMS: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, REDACTED],
  [/\b(authorization["']?\s{0,3}[:=]\s{0,3}["']?)(?!\s*\[redacted)[^"'\r\n]+/gi, `$1${REDACTED}`],
  [/\b(bearer\s{1,3})(?=[\w.~+/=-]*\d)[\w.~+/=-]{8,}/gi, `$1${REDACTED}`],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, REDACTED],
  [/\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}/g, REDACTED],
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@"']{1,300}@/gi, `$1${REDACTED}@`],
];
/** `name=value`, `name: value`, `"name": "value"`. */
const ASSIGNMENT =
  /([A-Za-z][\w.-]{0,63})(["']?\s{0,3}[:=]\s{0,3})(\$\{\w+\}|"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'|[^\s,;&)}"'[]+)/g;

export class Redactor {
  readonly #values = new Set<string>();
  /** Of one execution each, the newest: a station that writes a key of its own into every unit never stops having new ones. */
  readonly #passing = new Set<string>();
  #known: RegExp | null = null;

  /** Learns every value that has the name of a secret, in an object of any depth; what stands below such a name is secret too. */
  learn(value: unknown): void {
    for (const secret of secretsIn(value, false)) this.#add(secret, this.#values);
  }

  /** The same for what counts for a while: the newest 200 are remembered. */
  learnPassing(value: unknown): void {
    for (const secret of secretsIn(value, false)) this.#add(secret, this.#passing);
    const [...all] = this.#passing;
    for (const old of all.slice(0, -MOST_PASSING)) this.#passing.delete(old);
  }

  /** Learns what the environment says for every `${NAME}` in the value, unless it plainly is an address, and all that has the name of a secret. */
  learnEnvironment(env: Environment, value?: unknown): void {
    for (const [name, found] of Object.entries(env))
      if (found !== undefined && isSecretName(name)) this.#add(found, this.#values);
    for (const text of textsIn(value))
      for (const [, name = ''] of text.matchAll(REFERENCE)) {
        const found = env[name];
        if (found !== undefined && !PLAIN_ADDRESS.test(found)) this.#add(found, this.#values);
      }
  }

  /** The text without secrets. The same again for its own answer. */
  text(text: string): string {
    let clean = text;
    if (this.#known) clean = clean.replace(this.#known, REDACTED);
    for (const [form, instead] of FORMS) clean = clean.replace(form, instead);
    return clean.replace(ASSIGNMENT, (whole, name: string, between: string, value: string) =>
      isSecretInText(name) && !ONE_REFERENCE.test(value) ? `${name}${between}${REDACTED}` : whole,
    );
  }

  /** A copy of a JSON value without secrets. Names stay; a `${NAME}` stays, for it is no secret. */
  value(value: unknown, isSecret = false): unknown {
    if (typeof value === 'string')
      return isSecret && value !== '' && !ONE_REFERENCE.test(value) ? REDACTED : this.text(value);
    if (typeof value === 'number') return isSecret || this.holdsSecret(String(value)) ? REDACTED : value;
    if (Array.isArray(value)) return value.map((item) => this.value(item, isSecret));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [this.text(name), this.value(item, isSecret || isSecretName(name))]),
    );
  }

  /** Whether a text holds a value that was learned. */
  holdsSecret(text: string): boolean {
    return this.#known !== null && text.search(this.#known) >= 0;
  }

  #add(secret: string, values: Set<string>): void {
    const value = secret.trim();
    const isNone = ORDINARY.has(value.toLowerCase()) || ONE_REFERENCE.test(value) || KEY_FILE.test(value);
    if (value.length < SHORTEST || isNone || values.has(value)) return;
    // A key of several lines stands in a file with other margins.
    if (value.includes('\n')) for (const line of value.split('\n')) this.#add(line, values);
    // As it stands in an address, and in JSON.
    for (const form of [value, encodeURIComponent(value.toWellFormed()), JSON.stringify(value).slice(1, -1)])
      values.add(form);
    this.#known = oneOf([...this.#values, ...this.#passing]);
  }
}

/** Longest first: what holds another one goes as a whole. */
function oneOf(values: readonly string[]): RegExp {
  const parts = [...values]
    .sort((a, b) => b.length - a.length)
    .map((value) =>
      value.length < ANYWHERE_FROM ? `(?<![\\p{L}\\p{N}])${escaped(value)}(?![\\p{L}\\p{N}])` : escaped(value),
    );
  return new RegExp(parts.join('|'), 'gu');
}

function secretsIn(value: unknown, isSecret: boolean): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => secretsIn(item, isSecret));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, item]) => secretsIn(item, isSecret || isSecretName(name)));
  return isSecret && (typeof value === 'string' || typeof value === 'number') ? [String(value)] : [];
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** In a sentence, "key: x" is most often the key of something. */
const isSecretInText = (name: string): boolean => !/^keys?$/i.test(name) && isSecretName(name);

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
