/**
 * NeuroHub. Its life: read flags and environment, take the port, open PostgreSQL (one's own, or the embedded one), migrate it, serve;
 * then, on a signal, end in the reverse order. `user`, `station`, `backup` and `restore` as the first word are commands on
 * the same database.
 */
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { runHub } = await import('./hub-process.ts');
process.exitCode = await runHub(process.argv.slice(2), process.env);
