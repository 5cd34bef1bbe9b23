import { type HubStation, hubStationSchema, newStationSchema } from '@neurohub/contracts/hub-rest';
import * as z from 'zod';
import { askHub } from '../../../lib/hub-request.ts';

export type NewStation = z.output<typeof newStationSchema>;
export type Concern = HubStation['concerns'][number];

const stationPath = (id: string, rest = '') => `/api/stations/${encodeURIComponent(id)}${rest}`;

export const fetchStations = (): Promise<HubStation[]> => askHub(z.array(hubStationSchema), '/api/stations');
export const fetchStation = (id: string): Promise<HubStation> => askHub(hubStationSchema, stationPath(id));

export const enrolStation = (id: string, name: string): Promise<NewStation> =>
  askHub(newStationSchema, '/api/stations', { body: { id, ...(name !== '' && { name }) } });
export const giveKey = (id: string): Promise<NewStation> =>
  askHub(newStationSchema, stationPath(id, '/key'), { body: {} });

export async function revokeKey(id: string): Promise<void> {
  await askHub(z.unknown(), stationPath(id, '/key'), { method: 'DELETE', body: {} });
}
export async function removeStation(id: string): Promise<void> {
  await askHub(z.unknown(), stationPath(id), { method: 'DELETE', body: {} });
}
export async function acceptInstallation(id: string, reason: string): Promise<void> {
  await askHub(z.unknown(), stationPath(id, '/installation'), { body: { reason } });
}
export async function clearConcern(id: string, kind: Concern['kind'], reason: string): Promise<void> {
  await askHub(z.unknown(), stationPath(id, `/concerns/${kind}/clear`), { body: { reason } });
}
export async function refreshPackages(id: string): Promise<void> {
  await askHub(z.unknown(), stationPath(id, '/package-refresh'), { body: {} });
}
