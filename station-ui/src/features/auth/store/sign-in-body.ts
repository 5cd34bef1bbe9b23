import type { SignInBody } from '@neurohub/contracts/auth-rest';

/** Two fields for three ways: a badge reader types its line into the first one and presses Enter. */
export function signInBody(first: string, second: string): SignInBody | null {
  const name = first.trim();
  if (name === '') return null;
  if (second === '') return { badge: name };
  // Passwords have ten characters at least.
  return /^\d{6,9}$/.test(second) ? { name, pin: second } : { name, password: second };
}
