import { CodedError } from '@neurohub/contracts/errors';
import { killPoint } from '@neurohub/contracts/kill-point';
import { type LoopTurns, loopParameter, loopTurns } from '@neurohub/contracts/loop';
import type { BlockDefinition } from '@neurohub/contracts/record';
import type { LoopTurn } from '../step-context.ts';
import {
  hasEnabledMainStep,
  type Node,
  type Part,
  type PlacedBlock,
  planTree,
  stepsOfMain,
  turnOf,
} from './plan-tree.ts';
import { StepTries, type StepTriesParts } from './step-tries.ts';

const NO_TURNS: readonly LoopTurn[] = [];

/** The order of steps: setup, main steps and blocks with their turns, cleanup. Each step by itself is the matter of its tries. */
export class StepFlow {
  readonly #parts: StepTriesParts;
  readonly #tree: Part;
  readonly #tries: StepTries;
  #isCleaningUp = false;

  constructor(parts: StepTriesParts) {
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
    for (const placed of this.#tree.setup) await this.#tries.runMain({ ...placed, turns: NO_TURNS });
    await this.#runNodes(this.#tree.main, NO_TURNS);
  }

  /** Cleanup steps, each for itself: nothing that happens in one keeps the next from running, and none waits for a commit. */
  async runCleanup(): Promise<void> {
    this.#parts.gate.open();
    await this.#cleanUp(this.#tree, NO_TURNS);
  }

  /** Ends whatever is waited for between two attempts. */
  endWaits(reason: Error): void {
    this.#tries.endDelay();
    this.#parts.desk.abort(reason);
  }

  get #isOver(): boolean {
    return this.#parts.verdict.mainPartIsOver;
  }

  async #runNodes(nodes: readonly Node[], turns: readonly LoopTurn[]): Promise<void> {
    for (const node of nodes) {
      if (this.#isOver) return;
      if ('block' in node) await this.#runBlock(node, turns);
      else await this.#tries.runMain({ ...node, turns });
    }
  }

  /** What keeps the block from being entered is recorded at its first step. Once it is entered, its cleanup steps run. */
  async #runBlock(node: PlacedBlock, turns: readonly LoopTurn[]): Promise<void> {
    if (!(await this.#tries.mayBegin(false))) return;
    let loop: LoopTurns | null;
    let release: () => void;
    try {
      const reason = await this.#reasonToSkip(node, turns);
      if (this.#isOver) return;
      if (reason !== null) return this.#skip(node.all, turns, reason);
      loop = this.#loopOf(node.block);
      release = await this.#take(node.block);
    } catch (thrown) {
      if (!this.#isOver) this.#cannotBegin(node.all, turns, thrown);
      return;
    }
    if (!this.#isOver) {
      await this.#runEntered(node, turns, loop);
      await this.#cleanUp(node, turns, 'errorStop');
    }
    release();
  }

  async #runEntered(node: PlacedBlock, turns: readonly LoopTurn[], loop: LoopTurns | null): Promise<void> {
    for (const [i, placed] of node.setup.entries()) {
      const status = await this.#tries.runMain({ ...placed, turns });
      if (this.#isOver) return;
      if (status === 'passed' || status === 'skipped') continue;
      const rest = [...node.setup.slice(i + 1), ...stepsOfMain(node)];
      return this.#skip(rest, turns, `the setup of block "${node.block.name}" did not pass`);
    }
    if (loop === null) await this.#runNodes(node.main, turns);
    else await this.#runTurns(node, turns, loop);
  }

  async #runTurns(node: PlacedBlock, turns: readonly LoopTurn[], loop: LoopTurns): Promise<void> {
    const { name } = node.block;
    for (let index = 0; !this.#isOver; index += 1) {
      const inTurn = [...turns, turnOf(name, loop, index)];
      try {
        if (!(await this.#hasTurn(name, loop, inTurn))) {
          if (index === 0) this.#skip(stepsOfMain(node), turns, `block "${name}" has no turn`);
          return;
        }
      } catch (thrown) {
        return this.#cannotBegin(stepsOfMain(node), inTurn, thrown);
      }
      await this.#runNodes(node.main, inTurn);
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

  async #cleanUp({ cleanup }: Part, turns: readonly LoopTurn[], endReason?: 'errorStop'): Promise<void> {
    this.#isCleaningUp = true;
    for (const placed of cleanup) {
      killPoint('worker:in-cleanup');
      await this.#tries.runCleanup({ ...placed, turns }, endReason);
    }
    this.#isCleaningUp = false;
  }

  #skip(steps: Part['setup'], turns: readonly LoopTurn[], reason: string): void {
    for (const placed of steps) this.#tries.skip({ ...placed, turns }, reason);
  }

  #cannotBegin([first]: Part['setup'], turns: readonly LoopTurn[], thrown: unknown): void {
    if (first) this.#tries.cannotBegin({ ...first, turns }, thrown);
  }
}
