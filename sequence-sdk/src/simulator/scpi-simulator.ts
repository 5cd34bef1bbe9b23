import type { LoopbackAddress } from './byte-server.ts';
import { LineServer } from './line-server.ts';

/** Does what a command says; what that of a query (`…?`) returns is its answer. The arguments are texts, `(@101)` in one piece. */
export type ScpiHandler = (...args: string[]) => unknown;

/** What the instrument understands. */
export interface ScpiSimulatorOptions {
  /** The answer to `*IDN?`: manufacturer, model, serial number, firmware. */
  identity: string;
  /**
   * By header, as manuals write them: `MEASure:VOLTage[:DC]?`, `OUTPut[:STATe]`. The long and the short form are understood, in any
   * case. IEEE 488.2 (`*IDN? *RST *CLS *TST? *OPC?`) and `SYSTem:ERRor[:NEXT]?` are there already, and can be replaced.
   */
  commands: Readonly<Record<string, ScpiHandler>>;
  /** What `*RST` does. */
  reset?: () => void;
}

/** Thrown by a command that refuses: goes to the error queue, and the query has no answer. */
export class ScpiError extends Error {
  override readonly name = 'ScpiError';
  /** What goes to the error queue; negative numbers are those of the standard. */
  readonly code: number;

  /** @param code of SCPI-99 volume 2, chapter 21. @default -222, Data out of range */
  constructor(code = -222, message = 'Data out of range') {
    super(message);
    this.code = code;
  }
}

const MAX_ERRORS = 20;

/** A SCPI instrument over TCP on loopback: commands in a table, `;` between them, an error queue. Each header begins at the root. */
export class ScpiSimulator {
  readonly #server = new LineServer((line) => this.execute(line));
  readonly #commands: { pattern: RegExp; handler: ScpiHandler }[];
  readonly #errors: string[] = [];

  constructor({ identity, commands, reset }: ScpiSimulatorOptions) {
    const common: Record<string, ScpiHandler> = {
      '*IDN?': () => identity,
      '*RST': () => reset?.(),
      '*CLS': () => this.#errors.splice(0),
      '*TST?': () => '0',
      '*OPC?': () => '1',
      'SYSTem:ERRor[:NEXT]?': () => this.#errors.shift() ?? '0,"No error"',
    };
    this.#commands = Object.entries({ ...common, ...commands })
      .reverse()
      .map(([header, handler]) => ({ pattern: headerPattern(header), handler }));
  }

  /** Answers one line, as a client would be answered; undefined when nothing in it was a query. */
  execute(line: string): string | undefined {
    const answers = line.split(';').flatMap((unit) => this.#executeUnit(unit.trim()) ?? []);
    return answers.length > 0 ? answers.join(';') : undefined;
  }

  /** Resolves with the address once clients can connect. Not to be called twice without {@link stop}. */
  start(): Promise<LoopbackAddress> {
    return this.#server.start();
  }

  /** Cuts every connection; new ones are welcome. */
  cut(): void {
    this.#server.cut();
  }

  /** Ends it. May be called twice, and before {@link start}. */
  stop(): Promise<void> {
    return this.#server.stop();
  }

  #executeUnit(unit: string): string | undefined {
    if (unit === '') return undefined;
    const [header = '', ...rest] = unit.split(/\s+/);
    const command = this.#commands.find(({ pattern }) => pattern.test(header));
    if (!command) return this.#report(new ScpiError(-113, `Undefined header;${header}`));
    try {
      const answer = command.handler(...(rest.join(' ').match(ARGUMENT) ?? []).map((text) => text.trim()));
      return header.endsWith('?') && answer !== undefined ? String(answer) : undefined;
    } catch (thrown) {
      if (thrown instanceof ScpiError) return this.#report(thrown);
      throw thrown;
    }
  }

  #report({ code, message }: ScpiError): undefined {
    // SCPI-99 volume 1, 21.8.1: the newest entry of a full queue becomes -350.
    if (this.#errors.length >= MAX_ERRORS) this.#errors[MAX_ERRORS - 1] = '-350,"Queue overflow"';
    else this.#errors.push(`${code},"${message}"`);
  }
}

/** Between commas, but a list in brackets or a quoted text is one argument. */
const ARGUMENT = /\([^)]*\)|"[^"]*"|'[^']*'|[^,]+/g;

/** `MEASure[:SCALar]:VOLTage?` → whatever a client may write for it. */
function headerPattern(header: string): RegExp {
  // A node that may be left out takes its colon along.
  const source = header.replace(/^\[(\w+)\]:/, '[$1:]').replace(/\[|\]|[?*]|[A-Z]+[a-z]*/g, (part) => {
    if (part === '[') return '(?:';
    if (part === ']') return ')?';
    if (part === '?' || part === '*') return `\\${part}`;
    const short = part.replace(/[a-z]/g, '');
    return short === part ? part : `(?:${short}|${part})`;
  });
  return new RegExp(`^:?${source}$`, 'i');
}
