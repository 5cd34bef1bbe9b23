/** What holds for errors of a step, when step, package, batch and station may each say something. Pure, free of any library. */
import type { StepDefinition } from './record.ts';
import type { RuleSource, StepErrorAction } from './vocabulary.ts';

/** What one of them says. */
interface Rule {
  action?: StepErrorAction | undefined;
  maxRetries?: number | undefined;
}

/** From the inner to the outer: the first that says something counts, for action and number each by itself. */
export interface StepErrorRules {
  package?: Rule | undefined;
  batch?: Rule | undefined;
  station?: Rule | undefined;
}

const OUTWARDS = ['package', 'batch', 'station'] as const;
const DEFAULT_RETRIES = 3;

/** A step that says nothing itself waits before each further try: an instrument that is busy is not helped by haste. */
const BACKOFF = { retryDelayMs: 1_000, retryBackoff: 2, retryMaxDelayMs: 30_000 };

/** May be tried again as far as harm goes. Nobody knows how far a step that actuates has got; making safe is repeated all the same. */
export const mayBeRepeated = ({ actuates, idempotent, group }: StepDefinition): boolean =>
  !actuates || idempotent === true || group === 'cleanup';

/** The step as it is in a plan: how often it is tried, and what is done about an error that remains, with whose word that is. */
export function withErrorRules(step: StepDefinition, rules: StepErrorRules = {}): StepDefinition {
  const rule = step.onError ?? outerRule(rules);
  const { onError: _said, ...bare } = step;
  if (!rule) return bare;
  const hasOwnTries = step.retryBy !== undefined || step.retry > 0;
  const isMore = rule.action === 'retry' && !hasOwnTries && mayBeRepeated(step);
  const tries = isMore ? { retry: retriesOf(rules), retryBy: rule.by, ...backoffOf(step) } : {};
  // All cleanup steps run, whatever becomes of one.
  if (step.group === 'cleanup') return { ...bare, ...tries };
  return { ...bare, ...tries, onError: { action: remainingAction(step, rule), by: rule.by } };
}

/** An error that is still there when no try is left. */
function remainingAction(step: StepDefinition, { action, by }: { action: StepErrorAction; by: RuleSource }) {
  // What comes after a setup step or a movement relies on it: only the step itself may say that it does not.
  const isReliedUpon = step.group === 'setup' || !mayBeRepeated(step);
  if (isReliedUpon && by !== 'step') return 'abort';
  return action === 'retry' ? 'fail' : action;
}

function outerRule(rules: StepErrorRules): { action: StepErrorAction; by: RuleSource } | undefined {
  for (const by of OUTWARDS) {
    const action = rules[by]?.action;
    if (action !== undefined) return { action, by };
  }
  return undefined;
}

function retriesOf(rules: StepErrorRules): number {
  return OUTWARDS.map((by) => rules[by]?.maxRetries).find((count) => count !== undefined) ?? DEFAULT_RETRIES;
}

const backoffOf = ({ retryDelayMs }: StepDefinition) => (retryDelayMs > 0 ? {} : BACKOFF);
