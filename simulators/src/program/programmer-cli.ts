import { fileURLToPath } from 'node:url';

/** A fake programming adapter's program; started with `node`. Its commands are described in it. */
export const PROGRAMMER_CLI = fileURLToPath(new URL('./programmer-cli.mjs', import.meta.url));
