/** A real station in a temporary folder: real processes, sockets and database, driven from outside as a user would. */

export { type BuildKind, buildRoot, PROJECT_ROOT } from './build-root.ts';
export { eventually } from './eventually.ts';
export { writeManyStepsPackage } from './many-steps-package.ts';
export { processesOf } from './processes.ts';
export { type SmallDisk, smallDisk } from './small-disk.ts';
export { oneBatch, type StationOptions, TestStation } from './test-station.ts';
