/** The command line of the simulators' process. Pure. */
import { parseArgs } from 'node:util';
import type { SimulatorOptions } from './simulators.ts';

export const HELP = `Simulated instruments on 127.0.0.1: a multimeter, a power supply and a board console for each slot.

  --slots N            slots to start, 1 to 16 (default 1)
  --seed S             whole number that all chance comes from (default 1)
  --witness FILE       append every command and output change to FILE, as JSON lines
  --ports-file FILE    write the ready line to FILE as well
  --bad-every N        make every n-th board of each slot a bad one (default 0: none)
  --base-port P        control port P, instruments on the ports that follow (default: any free ports)
  --no-latency         answer at once
  --exit-with-stdin    end when standard input ends
  --tell PORT JSON     send one command to the control port PORT, print the answer, end

Prints one line of JSON when all ports are open. Ends on SIGTERM and SIGINT.
`;

export type Invocation =
  | { readonly mode: 'help' }
  | { readonly mode: 'tell'; readonly controlPort: number; readonly request: unknown }
  | {
      readonly mode: 'serve';
      readonly simulators: SimulatorOptions;
      readonly portsFile: string | undefined;
      readonly exitWithStdin: boolean;
    };

/** @throws {Error} a message for the person who typed it. */
export function parseInvocation(args: readonly string[]): Invocation {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean' },
      slots: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      witness: { type: 'string' },
      'ports-file': { type: 'string' },
      'bad-every': { type: 'string', default: '0' },
      'base-port': { type: 'string', default: '0' },
      'no-latency': { type: 'boolean', default: false },
      'exit-with-stdin': { type: 'boolean', default: false },
      tell: { type: 'string' },
    },
  });
  if (values.help) return { mode: 'help' };
  if (values.tell !== undefined) return parseTell(values.tell, positionals);
  if (positionals.length > 0) throw new Error(`unexpected "${positionals[0]}"`);
  return {
    mode: 'serve',
    simulators: {
      slots: whole('--slots', values.slots, 1, 16),
      seed: whole('--seed', values.seed, 0, 2 ** 31 - 1),
      badEvery: whole('--bad-every', values['bad-every'], 0, 1e6),
      basePort: whole('--base-port', values['base-port'], 0, 65_000),
      latency: !values['no-latency'],
      ...(values.witness === undefined ? {} : { witness: values.witness }),
    },
    portsFile: values['ports-file'],
    exitWithStdin: values['exit-with-stdin'],
  };
}

function parseTell(port: string, positionals: readonly string[]): Invocation {
  const [text, ...others] = positionals;
  if (text === undefined || others.length > 0) throw new Error('--tell takes a port and one JSON object in quotes');
  return { mode: 'tell', controlPort: whole('--tell', port, 1, 65_535), request: JSON.parse(text) };
}

function whole(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new Error(`${flag} must be a whole number from ${min} to ${max}, not "${text}"`);
}
