import { expect, test } from 'vitest';
import { compareVersions } from './compare-versions.ts';

test('versions are in the order that semver.org gives as its example, and of releases', () => {
  const inOrder = [
    ...['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0-beta.2', '1.0.0-beta.11'],
    ...['1.0.0-rc.1', '1.0.0', '1.2.0', '1.10.0', '2.0.0'],
  ];
  for (const [index, version] of inOrder.entries()) {
    const next = inOrder[index + 1];
    if (next !== undefined) expect(compareVersions(version, next), `${version} < ${next}`).toBeLessThan(0);
    if (next !== undefined) expect(compareVersions(next, version), `${next} > ${version}`).toBeGreaterThan(0);
  }
});

test('build metadata makes no difference', () => {
  expect(compareVersions('1.0.0+a', '1.0.0+b')).toBe(0);
});
