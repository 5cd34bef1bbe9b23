import i18next from 'i18next';
import { expect, test } from 'vitest';
import en from './en.json' with { type: 'json' };
import ko from './ko.json' with { type: 'json' };
import { turnText } from './turn-text.ts';

const i18n = i18next.createInstance();
await i18n.init({
  resources: { en: { translation: en }, ko: { translation: ko } },
  interpolation: { escapeValue: false },
});
const loops = [
  { block: 'temps', displayName: { ko: '온도', en: 'Temperature' }, turns: 3 },
  { block: 'cycles', turns: 10 },
  { block: 'soak' },
];
const text = (language: 'ko' | 'en', ...iterations: Parameters<typeof turnText>[0]) =>
  turnText(iterations, { t: i18n.getFixedT(language), language, loops });

test('turns are counted from 1, with how many there are and the value of a sweep', () => {
  expect(text('en', { block: 'cycles', index: 3, value: 52.5 })).toBe('turn 4 of 10, 52.5');
  expect(text('ko', { block: 'cycles', index: 3 })).toBe('10회 중 4회째');
  expect(text('en', { block: 'soak', index: 0, value: 'warm' })).toBe('turn 1, warm');
});

test('nested loops, and those that have a name, are told apart by it', () => {
  expect(text('en', { block: 'temps', index: 1, value: 52 }, { block: 'soak', index: 9 })).toBe(
    'Temperature: turn 2 of 3, 52 · soak: turn 10',
  );
  expect(text('ko', { block: 'temps', index: 0 })).toBe('온도: 3회 중 1회째');
});
