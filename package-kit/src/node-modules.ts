/**
 * The node: modules a sequence package, and what it bundles, may import.
 *
 * This is no sandbox (a package is trusted code). It keeps out what would break the guarantees of the worker: processes and
 * threads that outlive it (child_process, cluster, worker_threads), code it did not load (module, vm, inspector), and HTTP, which
 * belongs to the service. Files are allowed, because sequences read firmware images and reference data.
 */
export const ALLOWED_NODE_MODULES = [
  'node:assert',
  'node:assert/strict',
  'node:buffer',
  'node:crypto',
  'node:dgram',
  'node:events',
  'node:fs',
  'node:fs/promises',
  'node:net',
  'node:path',
  'node:perf_hooks',
  'node:stream',
  'node:stream/promises',
  'node:string_decoder',
  'node:timers',
  'node:timers/promises',
  'node:tls',
  'node:url',
  'node:util',
  'node:zlib',
] as const;
