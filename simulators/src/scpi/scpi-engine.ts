/**
 * One instrument's command interpreter: text in, text out, no sockets and no clock.
 * A message is executed unit by unit; a bad unit is queued as an error and the following ones are still executed.
 */
import { commonCommands } from './common-commands.ts';
import { compileHeader, type HeaderPattern, matchHeader } from './header-pattern.ts';
import { type ProgramUnit, parseProgramUnit, splitProgramMessage } from './program-message.ts';
import type { ScpiCommand } from './scpi-command.ts';
import { ScpiError } from './scpi-error.ts';
import { StatusModel } from './status-model.ts';

export interface ScpiEngineOptions {
  readonly identity: () => string;
  readonly reset: () => void;
  readonly commands: readonly ScpiCommand[];
}

interface CompiledCommand {
  readonly command: ScpiCommand;
  readonly pattern: HeaderPattern;
}

export class ScpiEngine {
  readonly #status = new StatusModel();
  readonly #commands: readonly CompiledCommand[];
  #responses: string[] = [];

  constructor({ identity, reset, commands }: ScpiEngineOptions) {
    const common = commonCommands({
      status: this.#status,
      identity,
      reset,
      hasOutput: () => this.#responses.length > 0,
    });
    this.#commands = [...common, ...commands].map((command) => ({ command, pattern: compileHeader(command.header) }));
  }

  /** Executes one program message; the answer joins the responses of its queries with `;`, undefined when there is none. */
  execute(message: string): string | undefined {
    this.#responses = [];
    let path: readonly string[] = [];
    for (const text of splitProgramMessage(message)) {
      try {
        const unit = parseProgramUnit(text);
        const mnemonics = unit.isCommon || unit.isAbsolute ? unit.mnemonics : [...path, ...unit.mnemonics];
        const command = this.#find(unit, mnemonics);
        // SCPI-99 Volume 1, 6.2.4: the next header starts where this one's last node is; a common command moves nothing.
        if (!unit.isCommon) path = mnemonics.slice(0, -1);
        this.#run(command, unit.parameters);
      } catch (error) {
        this.#report(error);
      }
    }
    return this.#responses.length > 0 ? this.#responses.join(';') : undefined;
  }

  /** A message was longer than the input buffer; what came of it is thrown away. */
  reportOverflow(): void {
    this.#status.report(-223);
  }

  #find(unit: ProgramUnit, mnemonics: readonly string[]): ScpiCommand {
    let hasWrongSuffix = false;
    for (const { command, pattern } of this.#commands) {
      if (pattern.isQuery !== unit.isQuery) continue;
      const match = matchHeader(pattern, mnemonics);
      if (match === 'full') return command;
      hasWrongSuffix ||= match === 'suffix';
    }
    throw new ScpiError(hasWrongSuffix ? -114 : -113);
  }

  #run(command: ScpiCommand, parameters: readonly string[]): void {
    const [min, max] = command.parameters ?? [0, 0];
    if (parameters.length < min) throw new ScpiError(-109);
    if (parameters.length > max) throw new ScpiError(-108);
    const response = command.execute(parameters);
    if (typeof response === 'string') this.#responses.push(response);
  }

  #report(error: unknown): void {
    if (!(error instanceof ScpiError)) throw error;
    this.#status.report(error.number);
  }
}
