// `npm run verify`: everything that needs no browser and no built station, in less than a minute.
import { runChecks, SOURCE_CHECKS, vitest } from './checks.mjs';

process.exit(await runChecks([...SOURCE_CHECKS, vitest('--project', 'unit')]));
