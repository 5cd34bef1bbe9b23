/** Lines into a running station: HTTP and Socket.IO from the network, station.yaml from an editor, frames from a process of a batch. */
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Request } from 'zeromq';
import { eventually, PROJECT_ROOT, TestStation } from '../harness/index.ts';
import { type FuzzTarget, LONGEST_MS } from './fuzz-target.ts';

const CONFIG = `station: { id: FUZZ, name: Fuzzed station }
recovery: { max_retries: 100, backoff_base: 0.01, backoff_max: 0.1 }
batches:
  - { id: b1, sequence_package: prompting_v1, auto_start: true }
`;
const BODIES = {
  '/api/batches/b1/sequence/start': {
    dut: { serialNumber: 'SN-1' },
    parameters: { ask: 'default' },
    operator: 'kim',
    mode: 'debug',
  },
  '/api/batches/b1/manual': { hardware: 'dmm', command: 'read', params: { range: 1.5 } },
  '/api/batches/b1/sequence/skip': { reason: 'seen', operator: 'kim' },
  '/api/config/check': { text: CONFIG },
};
const GETS = [
  '/api/batches/b1',
  '/api/results?limit=10&verdict=PASS',
  '/api/logs?level=info&search=x&cursor=',
  '/metrics',
  '/',
];

/** A station of its own, which is begun again should it die. */
export class StationTargets implements AsyncDisposable {
  readonly targets: readonly FuzzTarget[];
  #station: TestStation;

  static async open(): Promise<StationTargets> {
    return new StationTargets(await startStation());
  }

  private constructor(station: TestStation) {
    this.#station = station;
    const example = readFileSync(join(PROJECT_ROOT, 'config/station.yaml'));
    const anchors = 'station: &s { id: A, name: B }\nlogging: { level: info, max_size: 10MB }\nbatches: []\n';
    const configs = [Buffer.from(CONFIG), example, Buffer.from(anchors)];
    this.targets = [
      this.#target('http', requests(), (input) => this.#http(input)),
      this.#target('socket', socketFrames(), (input) => this.#socket(input)),
      this.#target('config', configs, (input) => this.#config(input)),
      this.#target('ipc', recordFrames(), (input) => this.#record(input)),
    ];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#station.dispose();
  }

  /** Besides what it answers: the station lives, and answers others. */
  #target(name: string, samples: readonly Buffer[], give: (input: Buffer) => Promise<string | null>): FuzzTarget {
    const take = async (input: Buffer) => {
      const problem = await give(input);
      if (this.#station.isAlive && (await isServing(this.#station))) return problem;
      const output = this.#station.output.slice(-2_000);
      await this.#station.dispose();
      this.#station = await startStation();
      return `the station died, or serves nobody any more: ${output}`;
    };
    return { name, samples, take };
  }

  /** Written as it is, then the end of what is sent: the station has to answer, or to close. */
  async #http(input: Buffer): Promise<string | null> {
    const { hostname, port, host } = new URL(this.#station.address);
    const socket = connect(Number(port), hostname);
    let isSilent = false;
    socket
      .on('error', () => undefined)
      .setTimeout(LONGEST_MS, () => {
        isSilent = true;
        socket.destroy();
      });
    let answer = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      answer += chunk;
    });
    const isClosed = new Promise<boolean>((resolve) => socket.on('close', resolve));
    socket.end(Buffer.from(lengthened(input.toString('latin1')).replaceAll('HOST', host), 'latin1'));
    await isClosed;
    if (isSilent) return 'neither an answer nor an end';
    return problemIn(answer);
  }

  /** As a client that has connected; a good request after it is answered, or the line is closed. */
  async #socket(input: Buffer): Promise<string | null> {
    const url = `${this.#station.address.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(url);
    let answers = '';
    const isOver = new Promise<void>((resolve) => {
      socket.addEventListener('close', () => resolve());
      socket.addEventListener('error', () => resolve());
      socket.addEventListener('message', ({ data }) => {
        answers += String(data);
        if (String(data).startsWith('4399999')) resolve();
      });
    });
    await new Promise((resolve) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('close', resolve);
    });
    const silent = setTimeout(() => socket.close(), LONGEST_MS);
    const frames = ['40', input.toString(), '4299999["subscribe",{}]'];
    for (const frame of frames) if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    await isOver;
    clearTimeout(silent);
    socket.close();
    return problemIn(answers);
  }

  async #config(input: Buffer): Promise<string | null> {
    const begun = performance.now();
    const { status, body } = await this.#station.request('POST', '/api/config/check', { text: input.toString() });
    if (status !== 200) return problemIn(JSON.stringify(body));
    const took = performance.now() - begun;
    return took > LONGEST_MS ? `took ${Math.round(took)} ms` : null;
  }

  /** As its process: whatever it says is answered; it may cost that process its life, and the next one is ready again. */
  async #record(input: Buffer): Promise<string | null> {
    const station = this.#station;
    const pid = await untilThere(station);
    const socket = new Request({ linger: 0, receiveTimeout: LONGEST_MS });
    try {
      socket.connect(`ipc://${join(laneFolder(station), 'rec')}`);
      await socket.send(input);
      const [answer] = await socket.receive();
      JSON.parse(String(answer));
      // It costs that process its life: the next frame is for the next one.
      if (String(answer).includes('PROTOCOL_ERROR'))
        await eventually(async () => (await station.batch()).pid !== pid, { what: 'the end of the process' });
      return null;
    } catch (thrown) {
      return `no answer that can be read, or the process lives on: ${thrown}`;
    } finally {
      socket.close();
    }
  }
}

/** Every other damaged body has its true length, so that it is read as a whole and gets as far as the route. */
function lengthened(request: string): string {
  const end = request.indexOf('\r\n\r\n');
  if (end < 0 || request.length % 2 > 0) return request;
  const head = request.slice(0, end).replace(/(Content-Length: )\S*/i, `$1${request.length - end - 4}`);
  return head + request.slice(end);
}

/** Idle, or with a test that another input has started. Gives its process. */
async function untilThere(station: TestStation): Promise<number | null> {
  const { processState } = await station.batch();
  if (processState === 'locked-out') await station.data('POST', '/api/batches/b1/unlock', { reason: 'fuzzed' });
  if (processState === 'stopped') await station.data('POST', '/api/batches/b1/start');
  const there = async () => {
    const batch = await station.batch();
    return ['idle', 'running'].includes(batch.processState) ? batch : null;
  };
  return (await eventually(there, { what: 'a process of the batch', timeoutMs: 30_000 })).pid;
}

async function startStation(): Promise<TestStation> {
  const packages = [join(PROJECT_ROOT, 'faultlab/fixtures/prompting_v1')];
  const station = await TestStation.start({ packages, config: CONFIG });
  await station.untilState('idle');
  return station;
}

const isServing = (station: TestStation): Promise<boolean> =>
  fetch(`${station.address}/api/system/info`, { signal: AbortSignal.timeout(2 * LONGEST_MS) }).then(
    ({ ok }) => ok,
    () => false,
  );

/** Something that nobody foresaw says so by this code, and by nothing else. */
const problemIn = (answer: string): string | null =>
  answer.includes('INTERNAL_ERROR') || /^HTTP\/1\.1 500/.test(answer) ? answer.slice(0, 2_000) : null;

function laneFolder({ folder }: TestStation): string {
  const runtime = readdirSync(folder).find((name) => name.startsWith('run-')) ?? '';
  const [lanes = ''] = readdirSync(join(folder, runtime)).filter((name) => name.startsWith('neurohub-'));
  return join(folder, runtime, lanes);
}

function requests(): Buffer[] {
  const posts = Object.entries(BODIES).map(([path, body]) => {
    const text = JSON.stringify(body);
    const length = Buffer.byteLength(text);
    return `POST ${path} HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${text}`;
  });
  const gets = GETS.map((path) => `GET ${path} HTTP/1.1\r\nHost: HOST\r\nAccept: text/html\r\nCookie: a=b\r\n\r\n`);
  return [...posts, ...gets].map((text) => Buffer.from(text));
}

function socketFrames(): Buffer[] {
  const { dut } = BODIES['/api/batches/b1/sequence/start'];
  const frames = [
    ['subscribe', { batchIds: ['b1'] }],
    ['start_sequence', { batchId: 'b1', dut, commandId: '00000000-0000-4000-8000-00000000000a' }],
    ['skip_step', { batchId: 'b1', reason: 'seen' }],
    ['answer_prompt', { batchId: 'b1', promptId: '00000000-0000-4000-8000-00000000000b', answer: true }],
  ].map((event, index) => `42${index}${JSON.stringify(event)}`);
  return [...frames, '451-["subscribe",{"_placeholder":true,"num":0}]', '41', '2', '40/other,{}'].map((text) =>
    Buffer.from(text),
  );
}

function recordFrames(): Buffer[] {
  const token = 'x'.repeat(48);
  const executionId = '00000000-0000-4000-8000-00000000000c';
  return [
    { type: 'HELLO', protocolVersion: 1, batchId: 'b1', epoch: 1, token, pid: 1, packageHash: 'a'.repeat(64) },
    {
      type: 'RECORD',
      executionId,
      epoch: 1,
      firstSeq: 1,
      events: [{ type: 'executionStarted', at: '2026-11-26T00:00:00.000Z' }],
    },
    { type: 'REQUEST', epoch: 1, requestId: 'r', instrument: 'chamber' },
  ].map((message) => Buffer.from(JSON.stringify(message)));
}
