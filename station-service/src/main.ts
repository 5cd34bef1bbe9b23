/**
 * The station service. Its life, in the order of docs/event-sequence.md: read flags and configuration, take the data folder and the
 * port, open the database, close what an earlier life left open, read the packages, serve, start the automatic batches, be ready;
 * then, on a signal, end in the reverse order.
 */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { runStation } = await import('./station-process.ts');
process.exitCode = await runStation(process.argv.slice(2), process.env);
