import { randomUUID } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { toErrorData } from '@neurohub/contracts/errors';
import { type FloorSnapshot, LIVE_NAMESPACES } from '@neurohub/contracts/hub-live';
import { assertAllowed, type GuardOptions } from '@neurohub/server-kit/request-guard';
import { createAdapter } from '@socket.io/postgres-adapter';
import { Server } from 'socket.io';
import type { HubParts } from '../hub-parts.ts';
import { serveFloor } from './floor-namespace.ts';
import { askStation, floorVoice } from './floor-voice.ts';
import { FloorWatch } from './floor-watch.ts';
import { Links } from './links.ts';
import { listeningPool } from './listening-pool.ts';
import { connectedStations, floorStations } from './live-rows.ts';
import { RemoteRequests } from './remote-requests.ts';
import { serveStations } from './station-namespace.ts';

/** A snapshot of 64 batches and 200 alarms is a third of it. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** A line that died silently is seen by both ends within ten seconds. */
const PING = { pingInterval: 5_000, pingTimeout: 5_000 };
/** The adapter's own words for the table of migration 004, and for its channels. */
const ADAPTER = { tableName: 'live_messages', channelPrefix: 'neurohub' };

export interface LiveHubParts
  extends Pick<HubParts, 'pool' | 'log' | 'audit' | 'people' | 'stations' | 'metrics' | 'now'> {
  guard: GuardOptions;
}

/**
 * The live link of one instance: stations on one side, dashboards on the other. WebSocket only, so that a load balancer needs no sticky
 * sessions; everything that another instance has to know goes through PostgreSQL.
 */
export class LiveHub implements AsyncDisposable {
  readonly requests: RemoteRequests;
  readonly #parts: LiveHubParts;
  readonly #io: Server;
  readonly #undo = new AsyncDisposableStack();

  constructor(parts: LiveHubParts) {
    this.#parts = parts;
    const { pool, log, audit, people, stations, now } = parts;
    this.#io = new Server({
      ...{ transports: ['websocket'], serveClient: false, maxHttpBufferSize: MAX_MESSAGE_BYTES, ...PING },
      // CORS does not apply to WebSockets: this check does.
      allowRequest: (request, decide) => {
        const refused = this.#whyNot(request.headers);
        decide(refused, refused === null);
      },
      adapter: createAdapter(listeningPool(pool, log), {
        ...ADAPTER,
        errorHandler: (err) => log.warn({ err }, 'a message between instances of NeuroHub was lost'),
      }),
    });
    // Always there, and for nobody.
    this.#io.use((_socket, next) => next(new Error(`use ${Object.values(LIVE_NAMESPACES).join(' or ')}`)));
    const floor = this.#io.of(LIVE_NAMESPACES.floor);
    const line = this.#io.of(LIVE_NAMESPACES.station);
    const voice = floorVoice(floor);
    this.requests = new RemoteRequests({
      ...{ pool, audit, stations, floor: voice, now },
      ask: (wanted) => askStation(line, wanted),
    });
    const links = this.#undo.use(new Links({ pool, log, instanceId: randomUUID(), floor: voice, now }));
    serveStations(line, {
      ...{ stations, links, log },
      onAnswer: (stationId, answer) => this.requests.answered(stationId, answer),
      onFrame: (outcome) => parts.metrics.counter('neurohub_live_frames_total').inc({ outcome }),
    });
    this.#undo.use(serveFloor(floor, { people, log, snapshot: () => this.snapshot() }));
    this.#undo.use(new FloorWatch({ pool, floor, log, now }));
    this.#count();
    stations.learnFrom({ connected: () => connectedStations(pool) });
  }

  /** Last of all that listens: it takes over the listeners that are there, and keeps its own path for itself. */
  attach(http: HttpServer): void {
    this.#io.attach(http);
  }

  async snapshot(): Promise<FloorSnapshot> {
    const stations = await floorStations(this.#parts.pool);
    return { at: this.#parts.now().toISOString(), stations };
  }

  /** Tells the other instances that its stations are gone, then ends the lines. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#undo.disposeAsync();
    await this.#io.close();
  }

  #whyNot(headers: Parameters<typeof assertAllowed>[0]): string | null {
    try {
      assertAllowed(headers, this.#parts.guard);
      return null;
    } catch (thrown) {
      this.#parts.log.warn({ error: toErrorData(thrown) }, 'a socket was refused');
      return toErrorData(thrown).code;
    }
  }

  #count(): void {
    const clients = this.#parts.metrics.gauge('neurohub_socket_clients');
    for (const [name, path] of Object.entries(LIVE_NAMESPACES)) {
      const namespace = this.#io.of(path);
      const set = () => clients.set({ namespace: name }, namespace.sockets.size);
      set();
      namespace.on('connection', (socket) => {
        set();
        socket.on('disconnect', set);
      });
    }
  }
}
