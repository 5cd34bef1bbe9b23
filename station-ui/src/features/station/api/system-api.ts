import { type SystemInfo, systemInfoSchema } from '@neurohub/contracts/rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';
import { z } from 'zod';

export function fetchSystemInfo(): Promise<SystemInfo> {
  return requestData(systemInfoSchema, '/api/system/info');
}

/** Says that somebody has seen it. The change comes over the socket. */
export async function acknowledgeAlarm(id: string): Promise<void> {
  await requestData(z.unknown(), `/api/alarms/${id}/ack`, { body: {} });
}
