import { packagesSchema } from '@neurohub/contracts/packages-config';
import { expect, test } from 'vitest';
import { unsignedRule } from './unsigned-rule.ts';

const defaults = packagesSchema.parse({});
const strict = packagesSchema.parse({ folders: 'refuse' });
const lax = packagesSchema.parse({ unsigned: 'allow', folders: 'warn' });

test.each([
  ['an installed package', defaults, { isInstalled: true, isSimulated: false }, 'refuse'],
  ['an installed package on simulators', defaults, { isInstalled: true, isSimulated: true }, 'warn'],
  ['a folder that is worked on', defaults, { isInstalled: false, isSimulated: false }, 'allow'],
  ['a folder where only signed code runs', strict, { isInstalled: false, isSimulated: false }, 'refuse'],
  ['a folder on simulators, where only signed code runs', strict, { isInstalled: false, isSimulated: true }, 'warn'],
  ['an installed package where all may run', lax, { isInstalled: true, isSimulated: false }, 'allow'],
  ['a folder where that is told', lax, { isInstalled: false, isSimulated: false }, 'warn'],
] as const)('%s', (_what, rules, about, expected) => {
  expect(unsignedRule(rules, about)).toBe(expected);
});
