/**
 * What may happen between a station and NeuroHub: the failures 40 to 53 that the station was designed against (docs/reliability.md),
 * each as what it does to a fleet that works. Every mode ends by itself: at the end of `during` the way is free again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { SendResultsAnswer } from '@neurohub/contracts/hub-sync';
import { seededScript } from '../fault-proxy/fault-script.ts';
import { ANSWERS, type HttpFault } from '../fault-proxy/http-fault.ts';
import type { HttpFaultProxy } from '../fault-proxy/http-fault-proxy.ts';
import type { FleetHub } from './fleet-hub.ts';
import type { FleetStations } from './fleet-stations.ts';
import type { FleetCertificates } from './make-certificates.ts';

export interface ModeContext {
  random: () => number;
  proxy: HttpFaultProxy;
  hub: FleetHub;
  fleet: FleetStations;
  stationIds: readonly string[];
  /** What a station is told of NeuroHub. */
  backendOf: (apiKey: string) => Record<string, unknown>;
  /** Of a mode over https. */
  certificates: FleetCertificates | null;
  /** All executions are made. */
  isMade: () => Promise<boolean>;
  /** For a copy of NeuroHub's data. */
  scratch: string;
}

export interface FaultMode {
  /** The failure's number. */
  row: number;
  name: string;
  /** Over https with a certificate authority of its own. */
  tls?: true;
  /** Of the largest file, in bytes; and how many of a hundred executions bring one. */
  fileBytes?: number;
  filesPercent?: number;
  /** What strikes, by the plan of a seed: about one request of `oneOf`. */
  faults?: readonly HttpFault[];
  oneOf?: number;
  /** What else happens while executions are made. Resolves when it is over, at the latest when all are made. */
  during?: (context: ModeContext) => Promise<void>;
}

/** Three of them. */
const SIGNS_OF_LIFE_MS = 15_000;
/** Of one mode: what starts again for ever gets nothing done. */
const MAX_KILLS = 12;

export const FAULT_MODES: readonly FaultMode[] = [
  {
    ...{ row: 40, name: 'NeuroHub is away until everything is made' },
    during: async ({ proxy, isMade }) => {
      proxy.script.arm({ kind: 'requestLost' }, { count: null });
      while (!(await isMade())) await pause(200);
    },
  },
  { row: 41, name: 'the answer is lost after the commit', faults: [{ kind: 'answerLost' }] },
  {
    ...{ row: 42, name: 'requests come twice, and late behind newer ones' },
    faults: [{ kind: 'twice' }, { kind: 'late', afterMs: 700 }, { kind: 'late', afterMs: 3000 }],
  },
  {
    ...{ row: 43, name: '500, 502, 503' },
    faults: [500, 502, 503].map((status) => ANSWERS.serverError(status as 500)),
  },
  {
    ...{ row: 44, name: '429 with Retry-After: seconds, a date, nonsense, for ever' },
    faults: ['1', new Date(Date.now() + 5000).toUTCString(), 'soon', '-5', '99999999999'].map(ANSWERS.tooMany),
  },
  {
    ...{ row: 45, name: '401 and 403, then another key', oneOf: 30 },
    faults: [ANSWERS.unauthorized(), ANSWERS.refused(403)],
    // What was refused once pauses the station until its next sign of life; half of them get another key meanwhile.
    during: async ({ hub, fleet, stationIds, backendOf, random }) => {
      await pause(2000);
      for (const id of stationIds.filter((_id, i) => i % 2 === 0)) {
        const key = await hub.newKey(id);
        await pause(500 * random());
        fleet.use(id, backendOf(key));
      }
    },
  },
  {
    ...{ row: 46, name: '400, 413, 422 for one record of twenty' },
    during: ({ proxy, isMade }) => refuseSome(proxy, isMade),
  },
  {
    ...{ row: 47, name: 'said to be there with another content', oneOf: 6 },
    faults: [{ kind: 'rewrite', change: (body) => changeAnswers(body, sayConflict) }],
  },
  {
    ...{ row: 48, name: 'a captive portal, an empty answer, answers for some only' },
    faults: [
      ANSWERS.captivePortal(),
      { kind: 'answer', status: 200, headers: { 'content-type': 'application/json' }, body: '{}' },
      { kind: 'rewrite', change: (body) => changeAnswers(body, (records) => records.filter((_r, i) => i % 2 === 0)) },
      { kind: 'rewrite', change: (body) => changeAnswers(body, () => []) },
    ],
  },
  {
    ...{ row: 49, name: 'silence, byte by byte, resets in the middle' },
    faults: [
      ...([{ kind: 'silence' }, { kind: 'requestLost' }, { kind: 'slowBody', everyMs: 40 }] as const),
      ...([
        { kind: 'cutBody', afterBytes: 0 },
        { kind: 'cutBody', afterBytes: 40 },
      ] as const),
    ],
  },
  {
    ...{ row: 50, name: 'a certificate that ended, or that nobody knows', tls: true },
    during: async ({ proxy, certificates, isMade }) => {
      if (!certificates) throw new Error('no certificates');
      const { good, expired, foreign } = certificates;
      for (const bad of [expired, foreign, expired]) {
        proxy.showCertificate(bad);
        await pause(4000);
        proxy.showCertificate(good);
        if (await isMade()) return;
        await pause(3000);
      }
    },
  },
  {
    ...{ row: 51, name: 'the station dies between the answer and its note of it' },
    during: async ({ proxy, fleet, random, isMade }) => {
      for (let kills = 0; kills < MAX_KILLS && !(await isMade()); kills += 1) {
        await pause(1500 + 1500 * random());
        await new Promise<void>((resolve) => {
          proxy.onRelayed = (path) => path.endsWith('/results') && resolve();
          setTimeout(resolve, 3000);
        });
        await fleet.kill(Math.floor(random() * fleet.count));
      }
      proxy.onRelayed = () => undefined;
    },
  },
  {
    ...{ row: 52, name: 'large files, cut in all parts', fileBytes: 12_000_000, filesPercent: 2, oneOf: 5 },
    faults: [{ kind: 'answerLost' }, { kind: 'requestLost' }, { kind: 'twice' }, { kind: 'cutBody', afterBytes: 5 }],
  },
  {
    ...{ row: 53, name: 'NeuroHub is put back to an older backup' },
    during: async ({ hub, proxy, scratch, isMade }) => {
      await pause(5000);
      await hub.stop();
      hub.copyTo(scratch);
      await hub.start();
      proxy.target = hub.port;
      while (!(await isMade())) await pause(200);
      await hub.stop();
      hub.putBack(scratch);
      await hub.start();
      proxy.target = hub.port;
      // Each station learns of it by the answer to its next sign of life, and takes until then for arrived what had arrived.
      await pause(SIGNS_OF_LIFE_MS);
    },
  },
];

/** Besides the fourteen: who takes part is killed, again and again. */
export const KILL_MODES: readonly FaultMode[] = [
  {
    ...{ row: 0, name: 'NeuroHub is killed, its PostgreSQL lives on' },
    during: ({ hub, proxy, random, isMade }) =>
      repeat(isMade, random, async () => {
        await hub.kill();
        await hub.start();
        proxy.target = hub.port;
      }),
  },
  {
    ...{ row: 0, name: 'PostgreSQL is killed' },
    during: ({ hub, random, isMade }) => repeat(isMade, random, async () => hub.killPostgres()),
  },
  {
    ...{ row: 0, name: 'stations, NeuroHub and PostgreSQL are killed by turns' },
    faults: [{ kind: 'answerLost' }, { kind: 'twice' }],
    during: ({ hub, proxy, fleet, random, isMade }) =>
      repeat(isMade, random, async () => {
        const chance = random();
        if (chance < 0.4) return fleet.kill(Math.floor(random() * fleet.count));
        if (chance < 0.7) return hub.killPostgres();
        await hub.kill();
        await hub.start();
        proxy.target = hub.port;
      }),
  },
];

async function repeat(isMade: () => Promise<boolean>, random: () => number, strike: () => Promise<void>) {
  for (let kills = 0; kills < MAX_KILLS && !(await isMade()); kills += 1) {
    await pause(2000 + 3000 * random());
    await strike();
  }
}

export const scriptOf = ({ faults, oneOf = 4 }: FaultMode, seed: number): (HttpFault | null)[] =>
  faults ? seededScript(seed, { faults, count: 100_000, oneOf }) : [];

/** One record of twenty is refused, whatever it comes with: a sender has to find out which it is. */
async function refuseSome(proxy: HttpFaultProxy, isMade: () => Promise<boolean>): Promise<void> {
  const statuses = [400, 413, 422] as const;
  proxy.choose = ({ path, body, encoding }) => {
    if (!path.endsWith('/results')) return null;
    const text = String(encoding === 'gzip' ? gunzipSync(body) : body);
    const numbers = [...text.matchAll(/"stationSeq":(\d+)/g)].map(([, seq]) => Number(seq));
    const poison = numbers.find((seq) => seq % 20 === 7);
    return poison === undefined ? null : ANSWERS.refused(statuses[poison % 3] ?? 422);
  };
  while (!(await isMade())) await pause(200);
  proxy.choose = () => null;
}

type Answers = SendResultsAnswer['records'];

/** Of what is no answer to results nothing is changed. */
function changeAnswers(body: string, change: (records: Answers) => Answers): string {
  const answer = JSON.parse(body) as { data?: { records?: Answers } };
  if (!answer.data?.records) return body;
  return JSON.stringify({ ...answer, data: { ...answer.data, records: change(answer.data.records) } });
}

const sayConflict = (records: Answers): Answers =>
  records.map(({ id }) => ({ id, outcome: 'conflict', error: { code: 'PAYLOAD_CONFLICT', message: 'a lie' } }));
