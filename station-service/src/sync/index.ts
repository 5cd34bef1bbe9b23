/** What may be used outside of the service: the engine over a real storage, any number of them in one process. */
export { Storage, type StorageOptions } from '../storage/storage.ts';
export type { StationFacts } from './hub-link.ts';
export { SyncEngine, type SyncEngineParts } from './sync-engine.ts';
