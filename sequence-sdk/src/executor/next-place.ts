import type { ExecutionPlan } from '@neurohub/contracts/record';
import type { LoopTurn } from '../step-context.ts';
import {
  iterationsOf,
  type NextPlace,
  type Part,
  type PlacedBlock,
  type StepTurn,
  stepsOfMain,
  turnOf,
} from './plan-tree.ts';

interface LoopSpan {
  block: string;
  first: number;
  last: number;
}

/** Knows what follows a step: the next one, or the first of the next turn. A `while` is expected to hold: a resume asks it again. */
export class NextPlaces {
  readonly #steps: ExecutionPlan['steps'];
  readonly #spans: LoopSpan[];

  constructor(plan: Pick<ExecutionPlan, 'steps'>, tree: Part) {
    this.#steps = plan.steps;
    this.#spans = spansOf(tree);
  }

  /** Where an attempt is tried again. */
  same({ index, turns }: StepTurn): NextPlace {
    return place(index, turns);
  }

  /** The step itself; of the loops that are not entered for it yet, their first turn. */
  at({ index, turns }: StepTurn): NextPlace {
    return this.#entering(index, turns);
  }

  after({ index, turns }: StepTurn): NextPlace {
    if (this.#spans.length === 0) return { nextStepIndex: index + 1 };
    for (let depth = turns.length - 1; depth >= 0; depth -= 1) {
      const turn = turns[depth];
      const span = this.#spans.find(({ block }) => block === turn?.block);
      if (!turn || !span || span.last !== index) continue;
      const next = turn.index + 1;
      if (turn.loop.kind === 'while' || next < turn.loop.count)
        return this.#entering(span.first, [...turns.slice(0, depth), turnOf(turn.block, turn.loop, next)]);
    }
    return this.#entering(index + 1, turns);
  }

  /** The step at `index` with the turns that go on, and the first turn of each loop that is entered for it. */
  #entering(index: number, turns: readonly LoopTurn[]): NextPlace {
    const around = this.#spans.filter(
      ({ first, last }) => index >= first && index <= last && index < this.#steps.length,
    );
    const going = around.map(
      ({ block }) =>
        turns.find((turn) => turn.block === block) ?? { ...turnOf(block, { kind: 'counted', count: 1 }, 0) },
    );
    return place(index, going);
  }
}

const place = (nextStepIndex: number, turns: readonly LoopTurn[]): NextPlace => {
  const { iterations } = iterationsOf(turns);
  return { nextStepIndex, ...(iterations && { nextIterations: iterations }) };
};

/** From the first to the last main step of each block that loops, outer ones first. */
function spansOf(part: Part): LoopSpan[] {
  const inner = part.main.filter((node): node is PlacedBlock => 'block' in node);
  return inner.flatMap((node) => {
    const steps = stepsOfMain(node);
    const [first, last] = [steps[0], steps.at(-1)];
    const own =
      node.block.loop && first && last ? [{ block: node.block.name, first: first.index, last: last.index }] : [];
    return [...own, ...spansOf(node)];
  });
}
