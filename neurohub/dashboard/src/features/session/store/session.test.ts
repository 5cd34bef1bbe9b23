import type { HubMe } from '@neurohub/contracts/hub-rest';
import { expect, test } from 'vitest';
import { sessionOf } from './session.ts';

const me = (change: Partial<HubMe>): HubMe => ({ person: null, openViewing: false, version: '1.0.0', ...change });

test('whoever is signed in has the own role', () => {
  const person = { name: 'Kim', role: 'engineer', signedIn: true } as const;
  expect(sessionOf(me({ person }))).toMatchObject({ role: 'engineer', isSignedIn: true });
});

test('where anybody may look, nobody has to sign in, and is a viewer', () => {
  expect(sessionOf(me({ openViewing: true }))).toMatchObject({ role: 'viewer', isSignedIn: false });
});

test('else nobody sees anything before signing in', () => {
  expect(sessionOf(me({}))).toBeNull();
});
