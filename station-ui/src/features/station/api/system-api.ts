import { type SystemInfo, systemInfoSchema } from '@neurohub/contracts/rest';
import { requestData } from '../../../rest/rest-client.ts';

export function fetchSystemInfo(): Promise<SystemInfo> {
  return requestData(systemInfoSchema, '/api/system/info');
}
