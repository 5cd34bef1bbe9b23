import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { PackageImages } from './package-images.ts';

const PNG = Buffer.from('89504e470d0a1a0a00', 'hex');
const dir = mkdtempSync(join(tmpdir(), 'images-'));
mkdirSync(join(dir, 'assets'));
writeFileSync(join(dir, 'assets/board.png'), PNG);
writeFileSync(join(dir, 'assets/board.svg'), '<svg/>');
writeFileSync(join(dir, 'assets/huge.png'), PNG);
truncateSync(join(dir, 'assets/huge.png'), 4 * 1024 ** 2 + 1);
writeFileSync(join(dir, 'secret.png'), PNG);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('a picture is known by the hash of its content', () => {
  const sha256 = createHash('sha256').update(PNG).digest('hex');
  expect(new PackageImages(dir).find('assets/board.png')).toEqual({ sha256, mimeType: 'image/png' });
  expect(new PackageImages(dir).find('./assets/board.png').sha256).toBe(sha256);
});

test.each([
  ['secret.png', /below assets/],
  ['assets/../secret.png', /below assets/],
  ['/etc/passwd', /below assets/],
  ['assets/none.png', /has no file/],
  ['assets/board.svg', /neither/],
  ['assets/huge.png', /at most 4 MB/],
])('%s is refused', (path, problem) => {
  expect(() => new PackageImages(dir).find(path)).toThrow(problem);
});
