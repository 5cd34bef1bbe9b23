/** For the watchdog: this process is about to be ended, and nobody else is there to make its instruments safe. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ArmedInstrument } from '@neurohub/contracts/armed';
import type { SafeStopBoot } from '@neurohub/contracts/safe-stop';
import { SAFE_WITHIN_MS } from '@neurohub/contracts/vocabulary';
import type { WatchdogData } from './watchdog-messages.ts';

const ENTRY = fileURLToPath(new URL('./safe-stop.js', import.meta.url));

/**
 * Starts a process for each instrument that this one armed, in a group of its own so that it outlives ours. Resolves when each has been
 * told what to do. Each waits until we are gone, and ends us if we are not.
 */
export async function leaveToSafeStop(
  { armedDir, sdkModule }: WatchdogData,
  secrets: Readonly<Record<string, string>>,
): Promise<void> {
  if (armedDir === undefined) return;
  await Promise.all(ownFiles(armedDir).map((file) => start({ armedDir, sdkModule, file, secrets })));
}

/** Files that cannot be read are somebody else's: ours were written whole. */
function ownFiles(armedDir: string): string[] {
  return readdirSync(armedDir).filter((name) => {
    if (!name.endsWith('.json')) return false;
    try {
      // Without a schema: its library would cost every worker's watchdog a few megabytes, for the day it is needed.
      const armed = JSON.parse(readFileSync(join(armedDir, name), 'utf8')) as Partial<ArmedInstrument>;
      return armed.process?.pid === process.pid;
    } catch {
      return false;
    }
  });
}

function start({
  secrets,
  ...where
}: Pick<SafeStopBoot, 'armedDir' | 'sdkModule' | 'file' | 'secrets'>): Promise<void> {
  const child = spawn(process.execPath, [ENTRY], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const boot: SafeStopBoot = { ...where, secrets: { ...secrets }, graceMs: 0, deadlineMs: SAFE_WITHIN_MS };
  return new Promise((resolve) => {
    child.once('error', () => resolve());
    // Written, and not just on its way, before we are gone.
    child.stdin?.end(`${JSON.stringify(boot)}\n`, () => resolve());
  });
}
