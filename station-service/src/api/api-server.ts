export type { JsonServer as ApiServer } from '@neurohub/server-kit/json-server';
