import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { load, temporaryFolder } from './_util.ts';

const { findNode } = load('./find-node.cjs') as typeof import('./find-node.cjs');
const entry = readFileSync(join(import.meta.dirname, '../bootstrap.cjs'), 'utf8');

describe('the entry of all scripts', () => {
  it('says NODE_TOO_OLD on a Node below 18, without loading anything else', () => {
    const said: string[] = [];
    const ended: number[] = [];
    runInNewContext(entry, {
      process: {
        versions: { node: '16.20.2' },
        stderr: { write: (text: string) => said.push(text) },
        exit: (code: number) => ended.push(code),
      },
    });
    expect(said.join('')).toMatch(/^NODE_TOO_OLD {2}Node\.js 16\.20\.2 is too old[\s\S]*Install Node\.js 18 or newer/);
    expect(ended).toEqual([1]);
  });

  it('can be parsed by any Node', async () => {
    await expect(transform(entry, { target: 'es5' })).resolves.toBeDefined();
  });
});

describe('findNode', () => {
  it.each(['24.0.0', '25.9.1'])("takes the machine's own Node %s", async (version) => {
    expect(await findNode(temporaryFolder(), { version, execPath: '/own/node' })).toBe('/own/node');
  });

  it.each(['18.20.0', '26.1.0'])(
    'says NODE_TOO_OLD for %s where no other Node comes along for the platform',
    async (version) => {
      const root = temporaryFolder({ 'runtime/package.json': '{ "optionalDependencies": {} }' });
      await expect(findNode(root, { version, execPath: '/own/node' })).rejects.toMatchObject({
        code: 'NODE_TOO_OLD',
        message: expect.stringContaining('Install Node.js 24'),
      });
    },
  );
});
