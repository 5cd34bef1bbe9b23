/** Several values of one query parameter, with commas between. */
import * as z from 'zod';

/** At least one, at most 50. */
export const commaList = <T extends z.ZodType<unknown, string>>(one: T) =>
  z
    .string()
    .max(2000)
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(one).min(1).max(50));
