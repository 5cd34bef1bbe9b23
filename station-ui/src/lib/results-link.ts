/** Addresses of results, for whoever tells of some. */
import { pageHref } from './hash-route.ts';

/** The results that a query of GET /api/results finds. */
export function resultsHref(filter: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${pageHref('results')}?${new URLSearchParams(given)}`;
}

/** Everything that was ever done with a unit. */
export const unitHref = (serialNumber: string) => pageHref('results', 'unit', serialNumber);
