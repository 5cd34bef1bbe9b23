import type { PreparedLimit } from '@neurohub/contracts/limits';
import type { ExecutionPlan } from '@neurohub/contracts/record';
import { AGGREGATIONS, type Aggregation } from '@neurohub/contracts/vocabulary';

/** Limits of the plan: for a measurement of any step by its name, of one step by `<step>.<measurement>`, which wins. */
export type PlanLimits = Pick<NonNullable<ExecutionPlan['limits']>, 'byName' | 'overridden'>;

/** The limits that the plan has for the measurements of one step. */
export class PlannedLimits {
  readonly #limits: PlanLimits;
  readonly #step: string;

  constructor(limits: PlanLimits | undefined, step: string) {
    this.#limits = limits ?? { byName: {} };
    this.#step = step;
  }

  /** What a measurement is judged by: overrides, then the code's own (`[]` included), then limits.yaml; else nothing. */
  choose(name: string, fromCode: () => PreparedLimit[] | undefined): PreparedLimit[] {
    return this.#chosen(this.#keyOf([name]), fromCode);
  }

  /** The same for a number made of the y axis of a series: `<measurement>.<axis>.<aggregation>`, or for every axis without one. */
  chooseAggregation(
    made: { measurement: string; axis: string; kind: Aggregation },
    fromCode: () => PreparedLimit[] | undefined,
  ): PreparedLimit[] {
    return this.#chosen(this.#keyOf(namesOf(made)), fromCode);
  }

  /** The aggregations of an axis that have limits here, whether the code asks for them or not. */
  aggregationsOf(measurement: string, axis: string): Aggregation[] {
    return AGGREGATIONS.filter((kind) => this.#keyOf(namesOf({ measurement, axis, kind })) !== undefined);
  }

  #chosen(key: string | undefined, fromCode: () => PreparedLimit[] | undefined): PreparedLimit[] {
    if (key === undefined) return fromCode() ?? [];
    const planned = (this.#limits.byName[key] ?? []).map((limit) => ({ limit }));
    return this.#limits.overridden?.includes(key) ? planned : (fromCode() ?? planned);
  }

  #keyOf(names: readonly string[]): string | undefined {
    const ofStep = names.map((name) => `${this.#step}.${name}`);
    return [...ofStep, ...names].find((key) => Object.hasOwn(this.#limits.byName, key));
  }
}

const namesOf = ({ measurement, axis, kind }: { measurement: string; axis: string; kind: Aggregation }) => [
  `${measurement}.${axis}.${kind}`,
  `${measurement}.${kind}`,
];
