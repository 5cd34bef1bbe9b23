/** One batch-worker process from the side that started it: spawn, sockets, HELLO, commands, records, exit. docs/ipc.md */
export { describePackage } from './describe-package.ts';
export {
  type ArmedFile,
  armedFiles,
  isArmedBy,
  isOfInstrument,
  type SafeStopFiles,
  safeStop,
} from './safe-stop.ts';
export { SocketFolders } from './socket-folders.ts';
export {
  describeExit,
  type ManualReport,
  type WorkerFiles,
  WorkerHandle,
  type WorkerHandlers,
  type WorkerPackage,
  type WorkerStart,
  withoutOthers,
} from './worker-handle.ts';
export type { WorkerExit } from './worker-process.ts';
