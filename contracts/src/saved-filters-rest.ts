/** Filters of the results that somebody keeps under a name: GET, PUT, DELETE /api/results/filters. */
import * as z from 'zod';
import { visibleText } from './record.ts';
import { resultsFilterShape } from './rest.ts';

export const filterNameSchema = visibleText(60);

const filterQuerySchema = z
  .record(z.string(), z.string())
  .describe('as the query of GET /api/results, without limit and cursor')
  .superRefine((query, context) => {
    const { error } = z.strictObject(resultsFilterShape).safeParse(query);
    for (const { path, message } of error?.issues ?? []) context.addIssue({ code: 'custom', path: [...path], message });
  });

export const savedFilterSchema = z.object({ name: filterNameSchema, query: filterQuerySchema });
export type SavedFilter = z.infer<typeof savedFilterSchema>;

export const savedFiltersSchema = z.array(savedFilterSchema).describe('by name');
export const saveFilterBodySchema = z.strictObject({ query: filterQuerySchema });
