/** A try to reach somebody: on its way, ended, or not made. */
import type { Reach } from '@neurohub/contracts/config-rest';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';

export type Tried =
  | { readonly status: 'trying' }
  | ({ readonly status: 'tried' } & Reach)
  | { readonly status: 'failed'; readonly message: string };

export const tryToReach = (ask: () => Promise<Reach>): Promise<Tried> =>
  ask().then(
    (reach) => ({ status: 'tried', ...reach }) as const,
    (thrown: unknown) => ({ status: 'failed', message: problemOf(thrown).message }) as const,
  );
