import type { TelemetryLane } from './telemetry-lane.ts';
import type { WorkerSession } from './worker-session.ts';

/** Sends a sign of life from the main loop, with how late the loop ran it: a stuck loop is seen by its silence. */
export function startHeartbeat(telemetry: TelemetryLane, session: WorkerSession, everyMs: number): void {
  let dueMs = performance.now() + everyMs;
  setInterval(() => {
    const nowMs = performance.now();
    telemetry.publish({
      type: 'HEARTBEAT',
      executionId: session.executionId,
      step: session.step,
      loopLagMs: Math.max(0, nowMs - dueMs),
      rssBytes: process.memoryUsage.rss(),
    });
    dueMs = nowMs + everyMs;
  }, everyMs).unref();
}
