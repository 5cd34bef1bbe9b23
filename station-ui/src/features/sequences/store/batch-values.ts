/** The values that a batch of station.yaml has of its own, as typed, and back. Pure. */
import type { BatchConfigBody } from '@neurohub/contracts/config-rest';
import type { SequenceDetail } from '@neurohub/contracts/rest';
import { readValue, textOfValue, type ValueProblem } from './typed-value.ts';

type Declared = SequenceDetail['parameters'];
type Texts = Readonly<Record<string, string>>;

/** A value that is taken from the environment: it stays as it is written. */
const isReference = (text: string) => /^\$\{\w+\}$/.test(text);

export const textsOfBatch = ({ parameters = {} }: Pick<BatchConfigBody, 'parameters'>): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, textOfValue(value)]));

/** What cannot be read, by parameter. Empty: the batch has no value of its own. */
export function valueProblems(texts: Texts, declared: Declared): Record<string, ValueProblem> {
  const problems = Object.entries(texts).flatMap(([name, text]) => {
    const rule = declared[name];
    if (!rule || text === '' || isReference(text)) return [];
    const read = readValue(text, rule);
    return 'problem' in read ? [[name, read.problem] as const] : [];
  });
  return Object.fromEntries(problems);
}

/** The batch with these values. What it gives that the package does not know stays: only a person who knows why may take it out. */
export function withValues(batch: BatchConfigBody, texts: Texts, declared: Declared): BatchConfigBody {
  const kept = Object.entries(batch.parameters ?? {}).filter(([name]) => !Object.hasOwn(declared, name));
  const given = Object.entries(texts).flatMap(([name, text]) => {
    const rule = declared[name];
    if (!rule || text === '') return [];
    if (isReference(text)) return [[name, text] as const];
    const read = readValue(text, rule);
    return 'value' in read ? [[name, read.value] as const] : [];
  });
  const parameters = Object.fromEntries([...kept, ...given]);
  const { parameters: _, ...others } = batch;
  return Object.keys(parameters).length > 0 ? { ...others, parameters } : others;
}
