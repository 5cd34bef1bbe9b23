/**
 * A press behind an OPC-UA server (`ns=1;s=Press.…`): Force and Stroke that can be read, Setpoint that can be written, Cycles that only
 * counts, Parts (Int64), Name, and the method Move(position) that moves the stroke. It can be shut down, and forget sessions or
 * subscriptions while the connection stays, as servers do that were overloaded or restarted behind a gateway.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Namespace, UAObject, UAVariable } from 'node-opcua-address-space';
import type { OPCUAServer } from 'node-opcua-server';
import type { DataType } from 'node-opcua-variant';

/** Loaded when it is needed: it takes half a second and 200 MB, and most who import the simulators do not need it. */
const loadLibrary = async () => ({
  ...(await import('node-opcua-certificate-manager')),
  ...(await import('node-opcua-server')),
  ...(await import('node-opcua-status-code')),
  ...(await import('node-opcua-variant')),
});
type Library = Awaited<ReturnType<typeof loadLibrary>>;

export interface PressServerOptions {
  /** @default any free one */
  port?: number;
  /** Who may log in besides anonymous. */
  user?: { name: string; password: string };
}

interface VariableFacts {
  name: string;
  dataType: DataType;
  value: unknown;
  access: string;
}

export class PressServer {
  readonly #library: Library;
  readonly #server: OPCUAServer;
  readonly #folder: string;
  readonly #nodes = new Map<string, UAVariable>();

  private constructor(library: Library, server: OPCUAServer, folder: string) {
    this.#library = library;
    this.#server = server;
    this.#folder = folder;
  }

  static async listen({ port = 0, user }: PressServerOptions = {}): Promise<PressServer> {
    const library = await loadLibrary();
    const folder = mkdtempSync(join(tmpdir(), 'press-pki-'));
    const certificates = new library.OPCUACertificateManager({
      rootFolder: folder,
      automaticallyAcceptUnknownCertificate: true,
      disableFileWatchers: true,
    });
    await certificates.initialize();
    const server = new library.OPCUAServer({
      port,
      hostname: '127.0.0.1',
      serverCertificateManager: certificates,
      userCertificateManager: certificates,
      userManager: {
        isValidUser: (name: string, password: string) => name === user?.name && password === user.password,
      },
    });
    await server.initialize();
    const press = new PressServer(library, server, folder);
    press.#furnish();
    await server.start();
    return press;
  }

  get port(): number {
    return this.#server.endpoints[0]?.port ?? 0;
  }

  get endpoint(): string {
    return `opc.tcp://127.0.0.1:${this.port}`;
  }

  /** Sets what the press measures. */
  set(name: 'Force' | 'Stroke' | 'Cycles', value: number): void {
    const { UInt32, Double } = this.#library.DataType;
    this.#node(name).setValueFromSource({ dataType: name === 'Cycles' ? UInt32 : Double, value });
  }

  value(name: 'Force' | 'Stroke' | 'Setpoint' | 'Name'): unknown {
    return this.#node(name).readValue().value.value;
  }

  /** What it measures is of no use: readings are refused from now on. */
  breakSensor(name: 'Force'): void {
    const { DataType, StatusCodes } = this.#library;
    this.#node(name).setValueFromSource({ dataType: DataType.Double, value: 0 }, StatusCodes.BadSensorFailure);
  }

  /** How many subscriptions are alive. */
  get subscriptionCount(): number {
    return this.#server.engine.currentSubscriptionCount;
  }

  /** Forgets all subscriptions; sessions and connections stay. */
  dropSubscriptions(): void {
    for (const session of this.#server.engine.getSessions()) {
      const { publishEngine } = session;
      for (const subscription of publishEngine.subscriptions) subscription.terminate();
    }
  }

  /** Forgets all sessions, as after their time-out; the connections stay. */
  dropSessions(): void {
    for (const session of this.#server.engine.getSessions())
      this.#server.engine.closeSession(session.authenticationToken, true, 'Timeout');
  }

  async close(): Promise<void> {
    await this.#server.shutdown(0);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #node(name: string): UAVariable {
    const node = this.#nodes.get(name);
    if (!node) throw new Error(`the press has no ${name}`);
    return node;
  }

  #furnish(): void {
    const { DataType } = this.#library;
    const { addressSpace } = this.#server.engine;
    if (!addressSpace) throw new Error('the server has no address space');
    const space = addressSpace.getOwnNamespace();
    const press = space.addObject({
      browseName: 'Press',
      nodeId: 's=Press',
      organizedBy: addressSpace.rootFolder.objects,
    });
    const add = (name: string, dataType: DataType, value: unknown, access = 'CurrentRead') =>
      this.#nodes.set(name, this.#addVariable(space, press, { name, dataType, value, access }));
    add('Force', DataType.Double, 0);
    add('Stroke', DataType.Double, 0);
    add('Setpoint', DataType.Float, 0, 'CurrentRead | CurrentWrite');
    add('Name', DataType.String, 'Press 1', 'CurrentRead | CurrentWrite');
    add('Cycles', DataType.UInt32, 0);
    add('Parts', DataType.Int64, [1, 5_000_000_000 - 2 ** 32]);
    this.#addMove(space, press);
  }

  #addMove(space: Namespace, press: UAObject): void {
    const { DataType, StatusCodes, Variant } = this.#library;
    const move = space.addMethod(press, {
      browseName: 'Move',
      nodeId: 's=Press.Move',
      inputArguments: [{ name: 'position', dataType: DataType.Double }],
      outputArguments: [{ name: 'reached', dataType: DataType.Double }],
    });
    move.bindMethod((inputs, _, done) => {
      const position = Number(inputs[0]?.value);
      if (position < 0) return done(null, { statusCode: StatusCodes.BadOutOfRange });
      this.set('Stroke', position);
      const outputArguments = [new Variant({ dataType: DataType.Double, value: position })];
      return done(null, { statusCode: StatusCodes.Good, outputArguments });
    });
  }

  #addVariable(space: Namespace, press: UAObject, { name, dataType, value, access }: VariableFacts): UAVariable {
    const { DataType, VariantArrayType } = this.#library;
    return space.addVariable({
      componentOf: press,
      browseName: name,
      nodeId: `s=Press.${name}`,
      dataType: DataType[dataType] as string,
      accessLevel: access,
      userAccessLevel: access,
      minimumSamplingInterval: 10,
      // Two numbers could be a 64-bit integer or an array.
      value: { dataType, arrayType: VariantArrayType.Scalar, value },
    });
  }
}
