import { config } from 'zod';

// Before any schema is made: zod then builds no code at run time, which a strict Content-Security-Policy forbids.
config({ jitless: true });
const { startScreen } = await import('./start.tsx');
startScreen();
