import { arch, cpus, platform, totalmem } from 'node:os';

/** What kind of machine the figures belong to, without its name. */
export function machineClass(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  return `${cpus().length} × ${model}, ${gigabytes} GB, ${platform()} ${arch()}, Node ${process.versions.node}`;
}
