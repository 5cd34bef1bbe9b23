/**
 * What decorators record, and nothing else: it lives in the metadata of the class (TC39 decorator metadata), so that a subclass
 * inherits what its base declared and nothing is kept in a registry.
 */
import type { BlockDefinition, StepDefinition } from '@neurohub/contracts/record';
import type { LocalizedText } from '@neurohub/contracts/vocabulary';
import type { BlockOptions } from './block-options.ts';

// Node has no Symbol.metadata yet; compiled decorators agree on this one.
(Symbol as { metadata: symbol }).metadata ??= Symbol.for('Symbol.metadata');

const DEFINITION = Symbol.for('neurohub.sequence-definition');

/** What {@link sequence} takes. */
export interface SequenceOptions<Self = never> {
  /** As in manifest.yaml. */
  name: string;
  /** Shown to people. @default its name */
  displayName?: LocalizedText;
  /** One or two sentences for people. */
  description?: string;
  /** Main steps that belong together, by name: with their own setup and cleanup, a condition, a loop. A subclass inherits them. */
  blocks?: Readonly<Record<string, BlockOptions<Self>>>;
}

type Question = (self: never) => boolean;
type Work<T> = (self: never) => T | Promise<T>;

export interface DeclaredStep {
  definition: StepDefinition;
  /** Parameter name, or a function of the sequence object. */
  condition?: string | Question | undefined;
  /** Undoes what an interrupted attempt may have begun. */
  rollback?: Work<void> | undefined;
  /** Whether an interrupted attempt had done its work. */
  verify?: Work<boolean> | undefined;
}

export interface DeclaredBlock {
  definition: BlockDefinition;
  /** As of a step. */
  condition?: string | Question | undefined;
  /** Asked before each turn of a loop of this kind. */
  while?: Question | undefined;
}

export interface DeclaredSequence {
  sequence?: SequenceOptions;
  steps: Map<string, DeclaredStep>;
  blocks: Map<string, DeclaredBlock>;
  parameters: Set<string>;
  hardware: Set<string>;
}

type Metadata = DecoratorMetadataObject & { [DEFINITION]?: DeclaredSequence };

/** The declaration of the class being decorated; begins with what its base class declared. */
export function declarationOf(metadata: DecoratorMetadataObject): DeclaredSequence {
  const holder = metadata as Metadata;
  const inherited = holder[DEFINITION];
  if (inherited && Object.hasOwn(holder, DEFINITION)) return inherited;
  const own: DeclaredSequence = {
    steps: new Map(inherited?.steps),
    blocks: new Map(inherited?.blocks),
    parameters: new Set(inherited?.parameters),
    hardware: new Set(inherited?.hardware),
  };
  holder[DEFINITION] = own;
  return own;
}

/** The declaration of a finished class; undefined when it carries no decorator of its own. */
export function readDeclaration(sequenceClass: object): DeclaredSequence | undefined {
  if (!Object.hasOwn(sequenceClass, Symbol.metadata)) return undefined;
  const metadata = (sequenceClass as { [Symbol.metadata]?: Metadata | null })[Symbol.metadata];
  return metadata && Object.hasOwn(metadata, DEFINITION) ? metadata[DEFINITION] : undefined;
}
