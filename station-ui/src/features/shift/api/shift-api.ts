import { type StationYield, stationYieldSchema } from '@neurohub/contracts/statistics-rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';

/** Of the shift that lasts. */
export const fetchShift = (): Promise<StationYield> =>
  requestData(stationYieldSchema, '/api/statistics/yield?period=shift&bucket=day');
