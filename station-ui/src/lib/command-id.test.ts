import { expect, it } from 'vitest';
import { newCommandId } from './command-id.ts';

it('makes a UUID where the browser, outside of a secure context, offers none', () => {
  const source = { getRandomValues: <T extends ArrayBufferView | null>(array: T) => array } as Crypto;
  expect(newCommandId(source)).toBe('00000000-0000-4000-8000-000000000000');
  expect(newCommandId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
