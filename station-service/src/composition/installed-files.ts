import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));

/** Where the build puts the other parts of the product, seen from the bundle of the service. */
export const INSTALLED = {
  workerEntry: join(HERE, '../../batch-worker/dist/worker.js'),
  safeStopEntry: join(HERE, '../../batch-worker/dist/safe-stop.js'),
  sdkModule: join(HERE, '../../sequence-sdk/dist/sdk.js'),
  writerEntry: join(HERE, 'db-writer.js'),
  readerEntry: join(HERE, 'db-reader.js'),
  longReaderEntry: join(HERE, 'db-long-reader.js'),
  reportEntry: join(HERE, 'report.js'),
  careEntry: join(HERE, 'db-care.js'),
  uiDir: join(HERE, '../../station-ui/dist'),
};
