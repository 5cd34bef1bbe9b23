import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { chaosTable } from '../src/chaos/chaos-table.ts';
import { replayFailure } from '../src/chaos/failure-folder.ts';
import { runChaos } from '../src/chaos/run-chaos.ts';
import { PROJECT_ROOT } from '../src/harness/build-root.ts';

test('after every kill of worker, service or both, nothing acknowledged is lost or doubled and no verdict is false', async () => {
  const report = await runChaos({ seed: 14, kills: 12 });
  expect(report.findings, chaosTable(report)).toEqual([]);
  expect(Object.values(report.kills).every((count) => count > 0)).toBe(true);
  expect(report.steps.acknowledged).toBeGreaterThan(100);
  expect(report.executions.byEnd).toMatchObject({ 'PASS completed': expect.any(Number) });
});

test('with recovery_mode resume every test goes on after every kill, and ends as its device is', async () => {
  const report = await runChaos({ seed: 14, kills: 12, resumes: true });
  expect(report.findings, chaosTable(report)).toEqual([]);
  expect(Object.keys(report.executions.byEnd).toSorted()).toEqual(['FAIL failedStop', 'PASS completed']);
});

test('a step that is missing is found, named, and found again in the history that was kept', async () => {
  const failureDir = mkdtempSync(join(tmpdir(), 'failure-'));
  let lost = '';
  const report = await runChaos({
    ...{ seed: 5, kills: 2, failureDir },
    onDeath: (dataDir) => {
      lost ||= loseStep(dataDir);
    },
  });
  const named = report.findings.filter(({ kind, text }) => kind === 'stepLost' && text.includes(`"${lost}"`));
  expect(lost, 'a step was there to be lost').not.toBe('');
  expect(named).toHaveLength(1);
  expect(replayFailure(failureDir).findings).toContainEqual(named[0]);
  const replay = [join(PROJECT_ROOT, 'faultlab/src/main.ts'), '--replay', failureDir];
  const { status, stdout } = spawnSync(process.execPath, replay, { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 1, stdout: expect.stringContaining(named[0]?.text ?? '') });
  rmSync(failureDir, { recursive: true });
});

/** Takes the first step out of the database of a dead station. Gives its name; empty when there is none yet. */
function loseStep(dataDir: string): string {
  const db = new Database(join(dataDir, 'station.db'));
  const first = db
    .prepare<[], { name: string; execution_id: string }>(
      "SELECT * FROM steps WHERE status <> 'running' ORDER BY seq LIMIT 1",
    )
    .get();
  const triggers = db.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const { name } of first ? triggers : []) db.exec(`DROP TRIGGER ${name}`);
  db.pragma('foreign_keys = OFF');
  if (first) db.prepare('DELETE FROM steps WHERE execution_id = ? AND name = ?').run(first.execution_id, first.name);
  db.close();
  return first?.name ?? '';
}
