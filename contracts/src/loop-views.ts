/** The loops of a plan as screens tell of them. Free of any library. */
import { toErrorData } from './errors.ts';
import { loopTurns } from './loop.ts';
import type { ExecutionPlan } from './record.ts';
import type { LoopView } from './rest.ts';

export type LoopingPlan = Partial<Pick<ExecutionPlan, 'blocks' | 'parameters'>>;

/** The blocks of a plan that loop, and how many turns they take where that is known before. */
export function loopViews({ blocks = [], parameters = {} }: LoopingPlan): LoopView[] {
  return blocks.flatMap((block) => {
    const turns = turnsOf(block, parameters);
    const { name, displayName } = block;
    if (turns === null) return [];
    return [
      {
        ...{ block: name, ...(displayName && { displayName }) },
        ...(turns?.kind === 'counted' && { turns: turns.count }),
      },
    ];
  });
}

/** Undefined for a loop that the worker will refuse, by the same rules and by name. */
function turnsOf(...[block, parameters]: Parameters<typeof loopTurns>): ReturnType<typeof loopTurns> | undefined {
  try {
    return loopTurns(block, parameters);
  } catch (thrown) {
    if (toErrorData(thrown).code === 'LOOP_INVALID') return undefined;
    throw thrown;
  }
}
