import { cp, readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { MISBEHAVING, runPlace, startStation } from './_running.ts';

interface Message {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
}

/** A debugger, as an editor is one: over the inspector's websocket. */
async function attach(url: string) {
  const socket = new WebSocket(url);
  onTestFinished(() => socket.close());
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  const answers = new Map<number, (message: Message) => void>();
  const events: Message[] = [];
  const waiting = new Set<() => void>();
  socket.addEventListener('message', ({ data }) => {
    const message: Message = JSON.parse(String(data));
    if (message.id !== undefined) answers.get(message.id)?.(message);
    else events.push(message);
    for (const look of waiting) look();
  });
  let lastId = 0;
  return {
    /** Node keeps a process until its debugger has gone. */
    detach: () => socket.close(),
    send(method: string, params: object = {}): Promise<Record<string, unknown>> {
      lastId += 1;
      const id = lastId;
      socket.send(JSON.stringify({ id, method, params }));
      return new Promise((resolve, reject) =>
        answers.set(id, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result ?? {}))),
      );
    },
    /** The next event of this kind that fits. */
    next(
      method: string,
      fits: (params: Record<string, unknown>) => boolean = () => true,
    ): Promise<Record<string, unknown>> {
      return new Promise((resolve) => {
        const look = () => {
          const at = events.findIndex((event) => event.method === method && fits(event.params ?? {}));
          if (at < 0) return;
          waiting.delete(look);
          resolve(events.splice(at, 1)[0]?.params ?? {});
        };
        waiting.add(look);
        look();
      });
    },
  };
}

/** Lets every script go that is held before it runs, up to the one that is meant. */
async function untilLoaded(debug: Awaited<ReturnType<typeof attach>>, name: string) {
  for (;;) {
    const { data } = await debug.next('Debugger.paused', ({ reason }) => reason === 'instrumentation');
    const script = data as { url: string; scriptId: string };
    if (script.url.endsWith(name)) return script;
    await debug.send('Debugger.resume');
  }
}

/** Where a line of a source is in the compiled file, by its source map; 0-based. */
async function compiledLine(compiled: string, source: string, line: number): Promise<number> {
  const map = new SourceMap(JSON.parse(await readFile(`${compiled}.map`, 'utf8')));
  const lines = (await readFile(compiled, 'utf8')).split('\n');
  const found = lines.findIndex((text, index) => {
    const entry = map.findEntry(index, text.search(/\S/));
    return (
      'originalSource' in entry && entry.originalLine === line && join(compiled, '..', entry.originalSource) === source
    );
  });
  if (found < 0) throw new Error(`line ${line} of ${source} is not in the source map of ${compiled}`);
  return found;
}

it('stops at a breakpoint that is set by its place in the source, and no time limit runs out meanwhile', async () => {
  const { cwd, records } = await runPlace();
  const source = join(cwd, 'package/sequence.ts');
  await cp(MISBEHAVING, join(cwd, 'package'), { recursive: true });
  const line = (await readFile(source, 'utf8')).split('\n').findIndex((text) => text.includes('return this.behave();'));
  const { until, ended, said } = startStation(cwd, ['run', 'package', '--inspect-port', '0']);
  const [, url = ''] = await until(/Debugger listening on (ws:\S+)/, 'stderr');

  const debug = await attach(url);
  await debug.send('Debugger.enable');
  // An editor has the package's modules held before they run, to set its breakpoints by their source maps.
  await debug.send('Debugger.setInstrumentationBreakpoint', { instrumentation: 'beforeScriptWithSourceMapExecution' });
  await debug.send('Runtime.runIfWaitingForDebugger');
  const { scriptId, url: compiled } = await untilLoaded(debug, '/sequence.js');
  const lineNumber = await compiledLine(fileURLToPath(compiled), source, line);
  await debug.send('Debugger.setBreakpoint', { location: { scriptId, lineNumber } });
  await debug.send('Debugger.resume');

  const { callFrames, hitBreakpoints } = await debug.next('Debugger.paused');
  expect(hitBreakpoints).toHaveLength(1);
  const [{ callFrameId } = { callFrameId: '' }] = callFrames as { callFrameId: string }[];
  const evaluated = await debug.send('Debugger.evaluateOnCallFrame', { callFrameId, expression: 'this.behaviour' });
  expect(evaluated['result']).toMatchObject({ value: 'pass' });
  // The step has a limit of 1 s. It has to be more than passed while the process stands still; this is no wait for something.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await debug.send('Debugger.resume');
  debug.detach();

  expect((await ended).code, said.stdout + said.stderr).toBe(0);
  expect(await records()).toMatchObject([{ verdict: 'PASS', mode: 'debug' }]);
});

it('refuses what makes no sense with a debugger, and says when its port is taken', async () => {
  const { cwd, station } = await runPlace();
  expect(await station('run', MISBEHAVING, '--inspect', '--watch')).toMatchObject({ exitCode: 64 });
  const { until } = startStation(cwd, ['run', MISBEHAVING, '--inspect-port', '0']);
  const [, port = ''] = await until(/Debugger listening on ws:\/\/127\.0\.0\.1:(\d+)/, 'stderr');
  const second = await station('run', MISBEHAVING, '--inspect-port', port);
  expect(second).toMatchObject({ exitCode: 65, stderr: expect.stringContaining('PORT_IN_USE') });
});
