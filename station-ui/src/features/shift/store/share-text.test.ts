import { expect, it } from 'vitest';
import { shareText } from './share-text.ts';

it('never makes a hundred per cent of less', () => {
  expect(shareText(2999 / 3000, 'en')).toBe('99.9%');
  expect(shareText(1, 'en')).toBe('100.0%');
  expect(shareText(0.96, 'ko')).toBe('96.0%');
  expect(shareText(null, 'ko')).toBe('–');
});
