import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { load, temporaryFolder, write } from './_util.ts';

const { ensureInstalled, blameInstall } = load('./install.cjs') as typeof import('./install.cjs');

/** A stand-in for npm that installs one package, or fails: what counts here is what is made of its answer. */
const NPM = `
const fs = require('node:fs');
fs.appendFileSync('npm-calls', process.argv.slice(2).join(' ') + '\\n');
if (fs.existsSync('fail')) { console.error('npm error code ECONNREFUSED'); process.exit(7); }
fs.rmSync('node_modules', { recursive: true, force: true });
fs.mkdirSync('node_modules/a', { recursive: true });
fs.writeFileSync('node_modules/a/package.json', '{}');
fs.writeFileSync('node_modules/a/index.js', '1');
fs.mkdirSync('mine', { recursive: true });
fs.writeFileSync('mine/package.json', '{}');
fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/a': {}, 'node_modules/other-os': {}, '': {}, mine: {} } }));
`;

function project() {
  const root = temporaryFolder({ 'package.json': '{}', 'package-lock.json': '{}', 'npm-cli.js': NPM });
  process.env['npm_execpath'] = join(root, 'npm-cli.js');
  const install = { folder: root, manifests: ['package.json'], root, title: 'Installing' };
  const calls = () => (existsSync(join(root, 'npm-calls')) ? readFileSync(join(root, 'npm-calls'), 'utf8') : '');
  return {
    root,
    ensure: () => ensureInstalled(install, process.execPath),
    calls: () => calls().split('\n').length - 1,
  };
}

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
const npmBefore = process.env['npm_execpath'];
afterEach(() => {
  if (npmBefore === undefined) delete process.env['npm_execpath'];
  else process.env['npm_execpath'] = npmBefore;
});

describe('ensureInstalled', () => {
  it('installs once, and again only when the lock changes', async () => {
    const { root, ensure, calls } = project();
    await ensure();
    await ensure();
    expect(calls()).toBe(1);
    write(root, 'package-lock.json', '{ }');
    await ensure();
    expect(calls()).toBe(2);
  });

  it('installs once when two start at the same time', async () => {
    const { ensure, calls } = project();
    await Promise.all([ensure(), ensure()]);
    expect(calls()).toBe(1);
  });

  it('installs again when a package is gone', async () => {
    const { root, ensure, calls } = project();
    await ensure();
    rmSync(join(root, 'node_modules/a'), { recursive: true });
    await ensure();
    expect(calls()).toBe(2);
    expect(existsSync(join(root, 'node_modules/a/index.js'))).toBe(true);
  });

  it('says INSTALL_BROKEN with what npm said and what to do when npm fails', async () => {
    const { root, ensure } = project();
    write(root, 'fail', '');
    await expect(ensure()).rejects.toMatchObject({
      code: 'INSTALL_BROKEN',
      message: expect.stringMatching(/exit code 7[\s\S]*ECONNREFUSED[\s\S]*check network and proxy/),
    });
  });

  it('tries again after a failure', async () => {
    const { root, ensure, calls } = project();
    write(root, 'fail', '');
    await ensure().catch(() => undefined);
    rmSync(join(root, 'fail'));
    await ensure();
    expect(calls()).toBe(2);
  });
});

describe('blameInstall', () => {
  it('has nothing to say when the packages are what was installed', async () => {
    const { root, ensure } = project();
    await ensure();
    write(root, 'mine/dist/main.js', 'built after the install');
    expect(() => blameInstall(root)).not.toThrow();
  });

  it('says INSTALL_BROKEN for a file that was cut short, and has the next start install again', async () => {
    const { root, ensure, calls } = project();
    await ensure();
    write(root, 'node_modules/a/index.js', '');
    expect(() => blameInstall(root)).toThrow(
      expect.objectContaining({ code: 'INSTALL_BROKEN', message: expect.stringContaining('node_modules/a') }),
    );
    await ensure();
    expect(calls()).toBe(2);
  });
});
