/** Names every test that passed only at its second try: each is a fault to be mended, of the test or of what it tests. */
import type { Reporter, TestModule } from 'vitest/node';

export class SecondTries implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const names = modules.flatMap((module) =>
      [...module.children.allTests('passed')]
        .filter((test) => (test.diagnostic()?.retryCount ?? 0) > 0)
        .map((test) => `  ${module.relativeModuleId} > ${test.fullName}`),
    );
    if (names.length === 0) return;
    process.stdout.write(`\nPassed only at the second try, ${names.length}:\n${names.join('\n')}\n`);
  }
}
