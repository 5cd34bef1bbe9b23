import { expect, test } from 'vitest';
import { ageText } from './age-text.ts';

test.each([
  [-5_000, '0 s', '0초'],
  [12_900, '12 s', '12초'],
  [200_000, '3 min', '3분'],
  [7_260_000, '2 h 1 min', '2시간 1분'],
  [200_000_000, '2 d', '2일'],
])('says %i ms as %s and %s', (age, en, ko) => {
  expect(ageText(0, age, 'en')).toBe(en);
  expect(ageText(0, age, 'ko')).toBe(ko);
});
