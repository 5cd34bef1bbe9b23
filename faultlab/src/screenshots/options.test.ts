import { expect, it } from 'vitest';
import { parseOptions } from './options.ts';
import type { Scene } from './scenes.ts';

const SCENES: Scene[] = [
  { name: 'home', on: 'line', at: '#/', isDocumented: true },
  { name: 'single-idle', on: 'single', at: '#/' },
  { name: 'single-pass', on: 'single', at: '#/' },
];
const parse = (...args: string[]) => {
  const options = parseOptions(args, { root: '/project', cwd: '/home', scenes: SCENES });
  if (options === 'help') throw new Error('no help was asked for');
  return { ...options, scenes: options.scenes.map(({ name }) => name) };
};

it('takes the pictures of the documentation when nothing is said', () => {
  const { scenes, looks, out, format } = parse();
  expect([scenes, out, format]).toEqual([['home'], '/project/docs/images/ui', 'webp']);
  expect(looks.map(({ language, theme }) => `${language} ${theme}`)).toEqual(['en light', 'ko dark']);
});

it('takes every scene in both languages and themes, or those that are named', () => {
  const all = parse('--all', '--out', 'shots');
  expect([all.scenes.length, all.looks.length, all.out]).toEqual([3, 4, '/home/shots']);
  const some = parse('--only', 'single*', '--language', 'ko', '--size', 'phone,wide', '--out', '/shots');
  expect(some.scenes).toEqual(['single-idle', 'single-pass']);
  expect(some.looks.map(({ size }) => size)).toEqual(['phone', 'wide']);
});

it('never puts other pictures among those of the documentation, and says what there is', () => {
  expect(() => parse('--all')).toThrow('--out FOLDER is needed');
  expect(() => parse('--only', 'nothing', '--out', '/shots')).toThrow('there are: home, single-idle, single-pass');
  expect(() => parse('--size', 'watch', '--out', '/shots')).toThrow(
    '--size watch: expected wide, desktop, tablet, phone',
  );
});
