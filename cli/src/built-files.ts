import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** What `npm run build` makes, beside this command. */
export const BUILT = {
  worker: join(ROOT, 'batch-worker/dist/worker.js'),
  safeStop: join(ROOT, 'batch-worker/dist/safe-stop.js'),
  inProcess: join(ROOT, 'batch-worker/dist/in-process.js'),
  configTool: join(ROOT, 'station-service/dist/config-tool.js'),
  dataTool: join(ROOT, 'station-service/dist/data-tool.js'),
  sdk: join(ROOT, 'sequence-sdk/dist/sdk.js'),
} as const;
