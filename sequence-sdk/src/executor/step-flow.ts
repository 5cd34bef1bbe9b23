import { CodedError } from '@neurohub/contracts/errors';
import { killPoint } from '@neurohub/contracts/kill-point';
import { type LoopTurns, loopParameter, loopTurns } from '@neurohub/contracts/loop';
import type { BlockDefinition } from '@neurohub/contracts/record';
import type { StepStatus } from '@neurohub/contracts/vocabulary';
import type { LoopTurn } from '../step-context.ts';
import {
  hasEnabledMainStep,
  type Node,
  type Part,
  type PlacedBlock,
  type PlacedStep,
  planTree,
  stepsOfMain,
  turnOf,
} from './plan-tree.ts';
import type { ResumeCursor } from './resume-cursor.ts';
import { StepTries, type StepTriesParts } from './step-tries.ts';

const NO_TURNS: readonly LoopTurn[] = [];

/** On the way to the place of a resume; null once it is reached, and always without a resume. */
type Cursor = ResumeCursor | null;

interface Entered {
  loop: LoopTurns | null;
  cursor: Cursor;
}

export interface StepFlowParts extends StepTriesParts {
  /** Where the execution goes on after it lost its process; null for one that begins. */
  cursor: ResumeCursor | null;
  /** Told when cleanup steps begin, and when they have had their turn. */
  cleansUp: (isOn: boolean) => void;
}

/**
 * The order of steps: setup, main steps and blocks with their turns, cleanup. Each step by itself is the matter of its tries. A resume
 * walks the same way: it leaves out what is done, sets up again what it comes through, and from its place on everything is new.
 */
export class StepFlow {
  readonly #parts: StepFlowParts;
  readonly #tree: Part;
  readonly #tries: StepTries;
  #isCleaningUp = false;

  constructor(parts: StepFlowParts) {
    this.#parts = parts;
    this.#tree = planTree(parts.plan);
    this.#tries = new StepTries(parts, this.#tree);
  }

  /** A cleanup step is on: no Stop ends it. */
  get isCleaningUp(): boolean {
    return this.#isCleaningUp;
  }

  /** Setup and main steps, until one ends the main part. None begins before enough of what came before is committed. */
  async runMainPart(): Promise<void> {
    const { cursor } = this.#parts;
    for (const placed of this.#tree.setup) await this.#runSetup(placed, NO_TURNS, cursor);
    const isInSetup = cursor !== null && cursor.index <= (this.#tree.setup.at(-1)?.index ?? -1);
    await this.#runNodes(this.#tree.main, NO_TURNS, isInSetup ? null : cursor);
  }

  /** Cleanup steps, each for itself: nothing that happens in one keeps the next from running, and none waits for a commit. */
  async runCleanup(): Promise<void> {
    this.#parts.gate.open();
    await this.#cleanUp(this.#tree, NO_TURNS, { from: this.#parts.cursor?.index });
  }

  /** Ends whatever is waited for between two attempts. */
  endWaits(reason: Error): void {
    this.#tries.endDelay();
    this.#parts.pauses.end();
    this.#parts.desk.abort(reason);
    this.#parts.hardware.abort(reason);
  }

  get #isOver(): boolean {
    return this.#parts.verdict.mainPartIsOver;
  }

  async #runNodes(nodes: readonly Node[], turns: readonly LoopTurn[], resume: Cursor): Promise<void> {
    let cursor = resume;
    for (const node of nodes) {
      if (cursor && lastIndexOf(node) < cursor.index) {
        if (!('block' in node) && node.step.restore) await this.#restore(node, turns, cursor);
        continue;
      }
      if (this.#isOver && cursor?.does !== 'cleanUp') return;
      if ('block' in node) await this.#runBlock(node, turns, cursor);
      else await this.#tries.runMain({ ...node, turns });
      cursor = null;
    }
  }

  /** One that had run before the place of a resume is run again. Null when that was not wanted, or the main part had ended. */
  async #runSetup(placed: PlacedStep, turns: readonly LoopTurn[], cursor: Cursor): Promise<StepStatus | null> {
    if (!cursor || placed.index >= cursor.index) return this.#tries.runMain({ ...placed, turns });
    return this.#restore(placed, turns, cursor);
  }

  async #restore(placed: PlacedStep, turns: readonly LoopTurn[], cursor: ResumeCursor): Promise<StepStatus | null> {
    if (cursor.does !== 'goOn' || placed.step.enabled === false) return null;
    return this.#tries.runMain({ ...placed, turns, restoredFor: cursor.place });
  }

  /** What keeps the block from being entered is recorded at its first step. Once it is entered, its cleanup steps run. */
  async #runBlock(node: PlacedBlock, turns: readonly LoopTurn[], resume: Cursor): Promise<void> {
    const cursor = resume?.hasEntered(node, turns) ? resume : null;
    if (!cursor && !(await this.#tries.mayBegin(false))) return;
    if (!cursor) await this.#parts.pauses.pass('block');
    if (this.#isOver && !cursor) return;
    let loop: LoopTurns | null;
    let release: () => void;
    try {
      // What had been entered by a process that died is entered again; only the way out is left once the main part is over.
      const reason = cursor ? null : await this.#reasonToSkip(node, turns);
      if (this.#isOver && !cursor) return;
      if (reason !== null) return this.#skip(node.all, turns, reason);
      loop = this.#loopOf(node.block);
      release = await this.#take(node.block);
    } catch (thrown) {
      if (!this.#isOver)
        this.#cannotBegin(node.all.slice(cursor ? cursor.index - (node.all[0]?.index ?? 0) : 0), turns, thrown);
      return;
    }
    if (!this.#isOver || cursor) {
      await this.#runEntered(node, turns, { loop, cursor });
      await this.#cleanUp(node, turns, { endReason: 'errorStop', from: cursor?.index });
    }
    release();
  }

  async #runEntered(node: PlacedBlock, turns: readonly LoopTurn[], { loop, cursor }: Entered): Promise<void> {
    const main = stepsOfMain(node);
    // Only the way out is left.
    if (cursor && cursor.index > (main.at(-1)?.index ?? -1)) return;
    for (const [i, placed] of node.setup.entries()) {
      const isRestored = cursor !== null && placed.index < cursor.index;
      const hadFailed = isRestored && this.#tries.hadFailed({ ...placed, turns });
      const status = hadFailed ? 'failed' : await this.#runSetup(placed, turns, cursor);
      if (isRestored && cursor.does !== 'goOn') continue;
      if (this.#isOver) return;
      if (status === 'passed' || status === 'skipped' || status === null) continue;
      if (isRestored && !hadFailed) return;
      const rest = [...node.setup.slice(i + 1), ...main].filter(({ index }) => index >= (cursor?.index ?? 0));
      return this.#skip(rest, turns, `the setup of block "${node.block.name}" did not pass`);
    }
    const isInSetup = cursor !== null && cursor.index <= (node.setup.at(-1)?.index ?? -1);
    const further = isInSetup ? null : cursor;
    if (loop === null) await this.#runNodes(node.main, turns, further);
    else await this.#runTurns(node, turns, { loop, cursor: further });
  }

  async #runTurns(
    node: PlacedBlock,
    turns: readonly LoopTurn[],
    { loop, cursor: resume }: Entered & { loop: LoopTurns },
  ): Promise<void> {
    const { name } = node.block;
    let cursor = resume;
    for (let index = cursor?.turnOf(name) ?? 0; !this.#isOver || cursor?.does === 'cleanUp'; index += 1) {
      const inTurn = [...turns, turnOf(name, loop, index)];
      const isUnderWay = cursor?.isWithinTurn(inTurn, stepsOfMain(node)[0]?.index ?? 0);
      try {
        if (!isUnderWay && !(await this.#hasTurn(name, loop, inTurn))) {
          if (index === 0) this.#skip(stepsOfMain(node), turns, `block "${name}" has no turn`);
          return;
        }
      } catch (thrown) {
        return this.#cannotBegin(stepsOfMain(node), inTurn, thrown);
      }
      await this.#runNodes(node.main, inTurn, cursor);
      cursor = null;
    }
  }

  async #hasTurn(block: string, loop: LoopTurns, turns: readonly LoopTurn[]): Promise<boolean> {
    const index = turns.at(-1)?.index ?? 0;
    if (loop.kind === 'counted') return index < loop.count;
    if (!(await this.#parts.runner.askBlock(block, 'while', turns))) return false;
    if (index < loop.max) return true;
    throw new CodedError('LOOP_INVALID', `block "${block}": its \`while\` is still true after ${loop.max} turns`, {
      details: { block, max: loop.max },
    });
  }

  async #reasonToSkip(node: PlacedBlock, turns: readonly LoopTurn[]): Promise<string | null> {
    const { name, condition } = node.block;
    if (!hasEnabledMainStep(node)) return this.#tries.switchedOffReason();
    if (condition === undefined || (await this.#parts.runner.askBlock(name, 'condition', turns))) return null;
    const reason = condition === 'function' ? 'its condition is false' : `parameter "${condition}" is off`;
    return `block "${name}": ${reason}`;
  }

  #loopOf(block: BlockDefinition): LoopTurns | null {
    const parameter = loopParameter(block.loop);
    return loopTurns(
      block,
      parameter === undefined ? {} : { [parameter]: this.#parts.runner.readParameter(parameter) },
    );
  }

  async #take({ name, uses }: BlockDefinition): Promise<() => void> {
    if (uses === undefined) return () => undefined;
    const waits = this.#parts.runner.newWaits();
    const release = await this.#parts.desk.enter({ name, uses }, waits);
    this.#tries.owe(waits);
    return release;
  }

  /** `from`: the place of a resume. What of these steps comes before it is done. */
  async #cleanUp(
    { cleanup }: Part,
    turns: readonly LoopTurn[],
    { endReason, from = 0 }: { endReason?: 'errorStop'; from?: number | undefined },
  ): Promise<void> {
    this.#isCleaningUp = true;
    this.#parts.cleansUp(true);
    for (const placed of cleanup.filter(({ index }) => index >= from)) {
      killPoint('worker:in-cleanup');
      await this.#tries.runCleanup({ ...placed, turns }, endReason);
    }
    this.#isCleaningUp = false;
    this.#parts.cleansUp(false);
  }

  /** All of them together: as long as not all are recorded as skipped, a resume begins with the first. */
  #skip(steps: Part['setup'], turns: readonly LoopTurn[], reason: string): void {
    const [first] = steps;
    if (!first) return;
    const from = this.#tries.placeOf({ ...first, turns });
    for (const placed of steps)
      this.#tries.skip({ ...placed, turns }, reason, placed === steps.at(-1) ? undefined : from);
  }

  #cannotBegin([first]: Part['setup'], turns: readonly LoopTurn[], thrown: unknown): void {
    if (first) this.#tries.cannotBegin({ ...first, turns }, thrown);
  }
}

const lastIndexOf = (node: Node) => ('block' in node ? (node.all.at(-1)?.index ?? -1) : node.index);
