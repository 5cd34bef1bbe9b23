/** The simulators as a process: the start script and the fault laboratory read its one line of output. */
import { renameSync, writeFileSync } from 'node:fs';
import { HELP, parseInvocation } from './options.ts';
import { type Simulators, startSimulators } from './simulators.ts';
import { tellSimulators } from './tell.ts';

async function main(): Promise<void> {
  const invocation = parseInvocation(process.argv.slice(2));
  if (invocation.mode === 'help') return void process.stdout.write(HELP);
  if (invocation.mode === 'tell') {
    const reply = await tellSimulators(invocation.controlPort, invocation.request);
    process.stdout.write(`${JSON.stringify(reply)}\n`);
    process.exitCode = reply.ok ? 0 : 1;
    return;
  }
  const stopped = stopRequest(invocation.exitWithStdin);
  const simulators = await startSimulators(invocation.simulators);
  const ready = `${readyLine(simulators, invocation.simulators.seed ?? 1)}\n`;
  if (invocation.portsFile !== undefined) writeWhole(invocation.portsFile, ready);
  process.stdout.write(ready);
  await stopped;
  await simulators.close();
}

function readyLine({ ports, controlPort, env }: Simulators, seed: number): string {
  const slots = ports.map((slotPorts, index) => ({ slot: index + 1, ...slotPorts }));
  return JSON.stringify({ type: 'simulators', pid: process.pid, seed, host: '127.0.0.1', controlPort, slots, env });
}

/** Whoever waits for the file never sees half of it. */
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

function stopRequest(exitWithStdin: boolean): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
    if (!exitWithStdin) return;
    process.stdin.once('end', () => resolve()).once('error', () => resolve());
    process.stdin.resume();
  });
}

try {
  await main();
} catch (error) {
  process.stderr.write(`simulators: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
