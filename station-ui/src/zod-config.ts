/** Imported before any schema: zod then builds no code at run time, which a strict Content-Security-Policy forbids. */
import { config } from 'zod';

config({ jitless: true });
