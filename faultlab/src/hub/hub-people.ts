/** Those who talk to NeuroHub in tests, as browsers and stations do. */
import { FLOOR_EVENTS, type FloorSnapshot, type RemoteStartAnswer } from '@neurohub/contracts/hub-live';
import { io, type Socket } from 'socket.io-client';

export interface HubAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  data: any;
  code: string | undefined;
}

/** A person with a browser: keeps the cookie, and takes it to other instances. */
export class HubPerson {
  #cookie = '';

  static async signIn(address: string, name: string, password: string): Promise<HubPerson> {
    const person = new HubPerson();
    const { status, code } = await person.ask(address, 'POST', '/api/auth/login', { name, password });
    if (status !== 200) throw new Error(`${name} cannot sign in: ${code}`);
    return person;
  }

  get cookie(): string {
    return this.#cookie;
  }

  async ask(address: string, method: string, path: string, body?: unknown): Promise<HubAnswer> {
    const response = await fetch(`${address}${path}`, {
      method,
      headers: {
        ...{ 'x-station-csrf': '1', cookie: this.#cookie },
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie) this.#cookie = cookie.split(';')[0] ?? '';
    const answer = JSON.parse(await response.text());
    return { status: response.status, data: answer.data, code: answer.error?.code };
  }
}

/** A dashboard, with everything that it was told in the order in which it came. */
export class HubDashboard {
  readonly socket: Socket;
  readonly told: { event: string; payload: unknown }[] = [];

  constructor(address: string, headers: Record<string, string>) {
    const options = { transports: ['websocket'], extraHeaders: headers, reconnection: false, forceNew: true };
    this.socket = io(`${address}/floor`, options);
    for (const [event, schema] of Object.entries(FLOOR_EVENTS))
      this.socket.on(event, (payload: unknown) => this.told.push({ event, payload: schema.parse(payload) }));
  }

  async subscribe(): Promise<FloorSnapshot> {
    const answer = await this.socket.timeout(10_000).emitWithAck('subscribe', {});
    if (!answer.success) throw new Error(answer.error.message);
    return answer.data;
  }

  get answers(): RemoteStartAnswer[] {
    return this.told.flatMap(({ event, payload }) =>
      event === 'remote_start_answer' ? [payload as RemoteStartAnswer] : [],
    );
  }

  close(): void {
    this.socket.close();
  }
}
