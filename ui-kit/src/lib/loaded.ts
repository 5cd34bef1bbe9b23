/** What was asked for: on its way, there, or why not. */
import { problemOf } from './rest-client.ts';

export type Loaded<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'loaded'; readonly value: T }
  | { readonly status: 'failed'; readonly code: string; readonly message: string };

export async function settle<T>(promise: Promise<T>): Promise<Loaded<T>> {
  try {
    return { status: 'loaded', value: await promise };
  } catch (thrown) {
    return { status: 'failed', ...problemOf(thrown) };
  }
}
