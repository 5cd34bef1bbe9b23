/** NeuroHub's REST: as of the kit, and besides, a session that has ended is told to whoever shows the screen. */
import { type RequestOptions, RestError, requestData } from '@neurohub/ui-kit/lib/rest-client';
import type * as z from 'zod';

export const SIGNED_OUT_EVENT = 'neurohub-signed-out';

/** @throws {RestError} */
export async function askHub<T extends z.ZodType>(
  schema: T,
  path: string,
  options?: RequestOptions,
): Promise<z.output<T>> {
  try {
    return await requestData(schema, path, options);
  } catch (thrown) {
    if (thrown instanceof RestError && thrown.code === 'NOT_SIGNED_IN')
      window.dispatchEvent(new Event(SIGNED_OUT_EVENT));
    throw thrown;
  }
}
