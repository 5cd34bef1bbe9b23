import { type Monitor, monitorSchema } from '@neurohub/contracts/monitor-rest';
import { type AlarmsPage, alarmsPageSchema, type Health, healthSchema } from '@neurohub/contracts/rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';

export const fetchMonitor = (): Promise<Monitor> => requestData(monitorSchema, '/api/system/monitor');
export const fetchHealth = (): Promise<Health> => requestData(healthSchema, '/api/system/health');

/** Every alarm that was ever raised, newest first. */
export const fetchAlarms = (cursor: string | null): Promise<AlarmsPage> =>
  requestData(alarmsPageSchema, `/api/alarms?state=all&limit=20${cursor === null ? '' : `&cursor=${cursor}`}`);
