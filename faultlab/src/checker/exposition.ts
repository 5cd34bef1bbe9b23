/** Reads the text format of Prometheus, version 0.0.4, as strictly as its documentation is written. */
export interface Sample {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

export interface Family {
  type: string;
  help: string;
  samples: Sample[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];
const SUFFIXES = ['_bucket', '_sum', '_count'];

export class Exposition {
  readonly families: ReadonlyMap<string, Family>;

  constructor(families: ReadonlyMap<string, Family>) {
    this.families = families;
  }

  get series(): number {
    return [...this.families.values()].reduce((sum, { samples }) => sum + samples.length, 0);
  }

  /** Of the one sample with this name and these labels. @throws when there is none */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number {
    const wanted = Object.entries(labels);
    const all = [...this.families.values()].flatMap(({ samples }) => samples);
    const found = all.filter(
      (sample) => sample.name === name && wanted.every(([label, value]) => sample.labels[label] === value),
    );
    if (found.length !== 1) throw new Error(`${found.length} samples of ${name} ${JSON.stringify(labels)}`);
    return found[0]?.value ?? Number.NaN;
  }
}

/** @throws what is wrong, with the line */
export function readExposition(text: string): Exposition {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  for (const line of text.split('\n')) {
    const [, word, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (word === 'HELP') begin(families, name, rest);
    else if (word === 'TYPE') setType(families, name, rest);
    else if (line !== '' && !line.startsWith('#')) addSample(families, { line, seen });
  }
  for (const [name, family] of families) if (family.type === 'histogram') checkHistogram(name, family);
  return new Exposition(families);
}

function begin(families: Map<string, Family>, name: string, help: string): void {
  if (families.has(name)) throw new Error(`${name} is there twice`);
  families.set(name, { type: '', help, samples: [] });
}

function setType(families: Map<string, Family>, name: string, type: string): void {
  const family = families.get(name);
  if (family?.type !== '' || family.samples.length > 0) throw new Error(`TYPE of ${name} is out of place`);
  if (!TYPES.includes(type)) throw new Error(`${name}: no type ${type}`);
  family.type = type;
}

function addSample(families: Map<string, Family>, { line, seen }: { line: string; seen: Set<string> }): void {
  const [, name, labelText = '', number = ''] = SAMPLE.exec(line) ?? [];
  if (name === undefined) throw new Error(`no sample: ${line}`);
  const identity = line.slice(0, line.lastIndexOf(' '));
  if (seen.has(identity)) throw new Error(`twice: ${identity}`);
  seen.add(identity);
  const owner = [name, ...SUFFIXES.filter((end) => name.endsWith(end)).map((end) => name.slice(0, -end.length))];
  const family = owner.map((candidate) => families.get(candidate)).find((found) => found !== undefined);
  if (!family?.type) throw new Error(`a sample of no metric: ${line}`);
  // The last one told: the samples of a metric stand together.
  if (family !== [...families.values()].at(-1)) throw new Error(`not beside its own: ${line}`);
  family.samples.push({ name, labels: readLabels(labelText), value: readNumber(number) });
}

function readLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const at = LABEL.lastIndex;
    const [, name, value] = LABEL.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new Error(`no label at ${text.slice(at)}`);
    if (Object.hasOwn(labels, name)) throw new Error(`label ${name} twice`);
    labels[name] = value.replaceAll(/\\(["\\n])/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped));
  }
  return labels;
}

function readNumber(text: string): number {
  // As Prometheus does: in any case of the letters.
  if (/^nan$/i.test(text)) return Number.NaN;
  const value = Number(text.replace(/^([+-]?)Inf$/, '$1Infinity'));
  if (Number.isNaN(value)) throw new Error(`no number: ${text}`);
  return value;
}

/** Buckets grow, end with +Inf, and the last one is the count. */
function checkHistogram(name: string, { samples }: Family): void {
  const series = Map.groupBy(samples, ({ labels: { le: _, ...labels } }) => JSON.stringify(labels));
  for (const [labels, own] of series) {
    const buckets = own.filter((sample) => sample.name === `${name}_bucket`);
    const count = own.find((sample) => sample.name === `${name}_count`)?.value;
    const grows = buckets.every(({ value }, i) => i === 0 || value >= (buckets[i - 1]?.value ?? 0));
    const last = buckets.at(-1);
    if (!grows || last?.labels['le'] !== '+Inf' || last.value !== count || !own.some((s) => s.name === `${name}_sum`))
      throw new Error(`no histogram: ${name} ${labels}`);
  }
}
