/**
 * The watchdog thread. It sees what a blocked main loop cannot: that the loop is blocked, and that the service is gone.
 * It ends the process (with its whole group) only when the main loop can no longer make safe by itself.
 */
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { VITAL_BYTES, VITAL_FD } from '@neurohub/contracts/vocabulary';
import { leaveToSafeStop } from './leave-to-safe-stop.ts';
import { machineMs, VitalSigns } from './vital-signs.ts';
import { SERVICE_GONE, type WatchdogData, type WatchdogMessage } from './watchdog-messages.ts';

const TICK_MS = 100;
/** A sign of life each so many ticks, and whenever it changes. */
const VITAL_TICKS = 5;
const BLOCKED_AFTER_MS = 1_000;
/** How long the loop may be blocked while no step is on: loading a package, garbage collection. */
const IDLE_BLOCK_LIMIT_MS = 30_000;
const MAX_WORD = 0xffff_ffff;
const STDERR = 2;
/** Starting the processes that make safe takes no longer; whoever is still here then is ended by them. */
const LEAVE_WITHIN_MS = 1_000;

const data = workerData as WatchdogData;
const { buffer, servicePid } = data;
const vitalSigns = new VitalSigns(buffer);
let activities: string[] = [];
let secrets: Record<string, string> = {};
let isEnding = false;
let ticks = 0;
let wasBlocked = false;
let canTell = true;
let lastBeats = vitalSigns.beats;
let lastBeatMs = machineMs();
let serviceGone = false;

parentPort?.on('message', (message: WatchdogMessage) => {
  if ('activities' in message) activities = message.activities;
  else secrets = message.secrets;
});
setInterval(tick, TICK_MS);

function tick(): void {
  if (isEnding) return;
  const nowMs = machineMs();
  if (vitalSigns.beats !== lastBeats) {
    lastBeats = vitalSigns.beats;
    lastBeatMs = nowMs;
  }
  if (!serviceGone && process.ppid !== servicePid) {
    serviceGone = true;
    parentPort?.postMessage(SERVICE_GONE);
  }
  const blockedMs = nowMs - lastBeatMs;
  const limitMs = vitalSigns.deadlineMs || lastBeatMs + IDLE_BLOCK_LIMIT_MS;
  tellVital(blockedMs < BLOCKED_AFTER_MS ? 0 : Math.max(1, Math.round(limitMs - nowMs)));
  if (blockedMs < BLOCKED_AFTER_MS) return;
  if (serviceGone)
    endProcess(`the service is gone and the event loop has been blocked for ${Math.round(blockedMs)} ms`);
  if (nowMs > limitMs) endProcess(`${activityName()} blocks the event loop past its time limit`);
}

/** The main loop has sockets for that, and may be blocked. */
function tellVital(blockedForMs: number): void {
  ticks += 1;
  const isBlocked = blockedForMs > 0;
  if (!canTell || (isBlocked === wasBlocked && ticks % VITAL_TICKS !== 0)) return;
  wasBlocked = isBlocked;
  const word = Buffer.alloc(VITAL_BYTES);
  word.writeUInt32LE(Math.min(blockedForMs, MAX_WORD));
  try {
    writeSync(VITAL_FD, word);
  } catch {
    // Nobody listens any more, or nobody ever did.
    canTell = false;
  }
}

function activityName(): string {
  return activities[vitalSigns.activity] ?? 'the worker';
}

function endProcess(reason: string): void {
  isEnding = true;
  try {
    writeSync(STDERR, `watchdog: ${reason}; ending the process\n`);
  } catch {
    // The service that read this pipe is gone. The process has to end all the same.
  }
  // The service makes safe what we leave; without it nobody else would.
  const left = serviceGone ? leaveToSafeStop(data, secrets) : Promise.resolve();
  setTimeout(endGroup, LEAVE_WITHIN_MS);
  left.then(endGroup, endGroup);
}

/** The worker leads its process group: this ends its children with it. */
function endGroup(): void {
  process.kill(-process.pid, 'SIGKILL');
}
