import { expect, test } from 'vitest';
import { signInBody } from './sign-in-body.ts';

test('two fields are a password, a PIN or a badge', () => {
  expect(signInBody(' Kim ', 'correct horse')).toEqual({ name: 'Kim', password: 'correct horse' });
  expect(signInBody('Kim', '482913')).toEqual({ name: 'Kim', pin: '482913' });
  expect(signInBody('Kim', '4829131234')).toEqual({ name: 'Kim', password: '4829131234' });
  expect(signInBody('04:A2:19:7C', '')).toEqual({ badge: '04:A2:19:7C' });
  expect(signInBody(' ', 'x')).toBeNull();
});
