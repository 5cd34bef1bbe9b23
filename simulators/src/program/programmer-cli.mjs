// A programming adapter's command line, for tests: `node programmer-cli.mjs <command> [argument]`. Says what such programs say, with
// the exit codes they have, and misbehaves on request. It imports nothing, so that it can be started as it stands.
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';

const [command = 'connect', argument = ''] = process.argv.slice(2);
const say = (text) => writeSync(1, text);

const COMMANDS = {
  connect() {
    say('ST-LINK SN  : 066BFF303430484257142034\r\nDevice ID   : 0x483\r\nDevice name : STM32H72x/STM32H73x\r\n');
  },
  write() {
    if (argument === '') fail('Error: no file was given');
    for (const percent of [0, 50, 100]) say(`\r${percent}%`);
    say('\r\nFile download complete\r\n');
  },
  verify() {
    if (argument === 'bad') fail('Error: Data mismatch found at address 0x08000000');
    say('Download verified successfully\r\n');
  },
  none() {
    fail('Error: No debug probe detected.');
  },
  env() {
    say(JSON.stringify({ env: process.env, cwd: process.cwd(), args: process.argv.slice(2) }));
  },
  cat() {
    process.stdin.pipe(process.stdout);
  },
  /** Runs until it is ended; `stubborn` does not let SIGTERM end it. */
  hang() {
    if (argument === 'stubborn') process.on('SIGTERM', () => say('no\n'));
    setInterval(() => undefined, 1_000_000);
    say('hanging\n');
  },
  /** Starts a program that holds the output open, and ends. */
  leaveChild() {
    const child = spawn(process.execPath, [import.meta.filename, 'hang', argument], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    say(`child ${child.pid}\n`);
    child.unref();
    setTimeout(() => process.exit(0), 100);
  },
  flood() {
    for (let i = 0; i < 2000; i += 1) say(`${String(i).padStart(6, '0')} ${'x'.repeat(992)}\n`);
  },
  bytes() {
    writeSync(1, Buffer.from(argument, 'hex'));
  },
};

function fail(text) {
  writeSync(2, `${text}\n`);
  process.exit(1);
}

COMMANDS[command]?.() ?? undefined;
