#!/usr/bin/env node
/**
 * The `station` command. Reads the command line, has one command do its work, prints what came of it, and answers by the exit code
 * (exit-codes.ts). It imports nothing of the service; package code runs in a process of its own
 * (describe.ts, the worker), except with `run --inspect`.
 */
import { runCli } from './run-cli.ts';

/** Who reads may leave (`| head`, a closed terminal): what is being run goes on, is kept, and answers by its own exit code. */
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });

process.exitCode = await runCli(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
