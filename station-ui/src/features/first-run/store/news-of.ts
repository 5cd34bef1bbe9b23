import type { BatchView } from '@neurohub/contracts/rest';

/** The id that comes along with the product. */
export const ID_OF_THE_EXAMPLE = 'ST-001';

/** Changes when a test has ended: the first result is a step. Pure. */
export const newsOf = (batches: readonly Pick<BatchView, 'id' | 'execution'>[]): string =>
  batches.map(({ id, execution }) => `${id} ${execution?.endReason ?? ''}`).join();
