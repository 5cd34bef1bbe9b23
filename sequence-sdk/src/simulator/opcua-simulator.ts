import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Namespace, UAObject } from 'node-opcua-address-space';
import type { OPCUAServer } from 'node-opcua-server';
import { loadLibrary, type OpcUaLibrary } from '../opcua/opcua-library.ts';
import { type OpcUaType, type OpcUaValue, plainValue, variantOf } from '../opcua/opcua-values.ts';

/** A variable of the object. */
export interface OpcUaVariableOptions {
  /** The type of what it holds. */
  type: OpcUaType;
  /** What it holds at first. */
  value: OpcUaValue;
  /** Clients may write it. @default false */
  writable?: boolean;
  /** Told what a client wrote, after it is there. */
  onWrite?: (value: OpcUaValue) => void;
}

/** A method of the object. */
export interface OpcUaMethodOptions {
  /** Names and types, in the order of the arguments. */
  inputs?: Readonly<Record<string, OpcUaType>>;
  /** Names and types, in the order of what {@link call} returns. */
  outputs?: Readonly<Record<string, OpcUaType>>;
  /** Returns the outputs: the value itself when there is one. A RangeError refuses the call with BadOutOfRange. */
  call: (...inputs: OpcUaValue[]) => OpcUaValue | readonly OpcUaValue[] | undefined;
}

/** What the server has. */
export interface OpcUaSimulatorOptions {
  /** Name of the one object; node ids are `ns=1;s=<object>` and `ns=1;s=<object>.<name>`. */
  object: string;
  /** By name. */
  variables?: Readonly<Record<string, OpcUaVariableOptions>>;
  /** By name. */
  methods?: Readonly<Record<string, OpcUaMethodOptions>>;
}

/** An OPC-UA server on loopback with one object: no security, anonymous users. Its library takes 0.5 s and 200 MB, once it is started. */
export class OpcUaSimulator {
  readonly #options: OpcUaSimulatorOptions;
  readonly #values: Map<string, OpcUaValue>;
  #server: OPCUAServer | null = null;
  #folder: string | null = null;
  #starting: Promise<{ endpoint: string }> | null = null;

  constructor(options: OpcUaSimulatorOptions) {
    this.#options = options;
    this.#values = new Map(Object.entries(options.variables ?? {}).map(([name, { value }]) => [name, value]));
  }

  /** Resolves with the address once clients can connect. Not to be called twice without {@link stop}. */
  start(): Promise<{ endpoint: string }> {
    this.#starting = this.#start();
    return this.#starting;
  }

  async #start(): Promise<{ endpoint: string }> {
    const { OPCUAServer } = await import('node-opcua-server');
    const { OPCUACertificateManager } = await import('node-opcua-certificate-manager');
    this.#folder = mkdtempSync(join(tmpdir(), 'opcua-simulator-'));
    const certificates = new OPCUACertificateManager({
      rootFolder: this.#folder,
      automaticallyAcceptUnknownCertificate: true,
      disableFileWatchers: true,
    });
    await certificates.initialize();
    const server = new OPCUAServer({
      port: 0,
      hostname: '127.0.0.1',
      serverCertificateManager: certificates,
      userCertificateManager: certificates,
    });
    this.#server = server;
    await server.initialize();
    this.#furnish(server, await loadLibrary());
    await server.start();
    return { endpoint: `opc.tcp://127.0.0.1:${server.endpoints[0]?.port}` };
  }

  /** What a variable holds now. @throws RangeError for one that is not there */
  get(name: string): OpcUaValue {
    const value = this.#values.get(name);
    if (value !== undefined) return value;
    throw new RangeError(`${this.#options.object} has no variable ${name}`);
  }

  /** Changes a variable; clients that watch it are told. @throws RangeError for one that is not there */
  set(name: string, value: OpcUaValue): void {
    this.get(name);
    this.#values.set(name, value);
  }

  /** Ends it; while it is starting, as soon as it has. May be called twice, and before {@link start}. */
  async stop(): Promise<void> {
    // Its library fails somewhere else when it is shut down in between. What start() fails with is told to who called that.
    await Promise.allSettled([this.#starting]);
    const server = this.#server;
    this.#server = null;
    await server?.shutdown(0);
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = null;
  }

  #furnish(server: OPCUAServer, library: OpcUaLibrary): void {
    const { addressSpace } = server.engine;
    if (!addressSpace) throw new Error('the OPC-UA server has no address space');
    const { object: name, variables = {}, methods = {} } = this.#options;
    const space = addressSpace.getOwnNamespace();
    const object = space.addObject({
      browseName: name,
      nodeId: `s=${name}`,
      organizedBy: addressSpace.rootFolder.objects,
    });
    const place = { space, object, library };
    for (const [id, variable] of Object.entries(variables)) this.#addVariable(id, variable, place);
    for (const [id, method] of Object.entries(methods)) this.#addMethod(id, method, place);
  }

  #addVariable(
    name: string,
    { type, writable, onWrite }: OpcUaVariableOptions,
    { space, object, library }: Place,
  ): void {
    const { StatusCodes, Variant } = library;
    const access = writable ? 'CurrentRead | CurrentWrite' : 'CurrentRead';
    space.addVariable({
      componentOf: object,
      browseName: name,
      nodeId: `s=${this.#options.object}.${name}`,
      dataType: type,
      accessLevel: access,
      userAccessLevel: access,
      minimumSamplingInterval: 10,
      value: {
        get: () => new Variant(variantOf(library, this.get(name), type)),
        set: (variant: InstanceType<typeof Variant>) => {
          const value = plainValue(library, variant);
          this.#values.set(name, value);
          onWrite?.(value);
          return StatusCodes.Good;
        },
      },
    });
  }

  #addMethod(
    name: string,
    { inputs = {}, outputs = {}, call }: OpcUaMethodOptions,
    { space, object, library }: Place,
  ): void {
    const { DataType, StatusCodes, Variant } = library;
    const argumentsOf = (all: Readonly<Record<string, OpcUaType>>) =>
      Object.entries(all).map(([id, type]) => ({ name: id, dataType: DataType[type] }));
    const method = space.addMethod(object, {
      browseName: name,
      nodeId: `s=${this.#options.object}.${name}`,
      inputArguments: argumentsOf(inputs),
      outputArguments: argumentsOf(outputs),
    });
    const types = Object.values(outputs);
    method.bindMethod((given, _context, done) => {
      try {
        const answer = call(...given.map((variant) => plainValue(library, variant)));
        const values = types.length === 1 ? [answer as OpcUaValue] : ((answer ?? []) as readonly OpcUaValue[]);
        const outputArguments = types.map((type, i) => new Variant(variantOf(library, values[i] ?? null, type)));
        done(null, { statusCode: StatusCodes.Good, outputArguments });
      } catch (thrown) {
        if (!(thrown instanceof RangeError)) throw thrown;
        done(null, { statusCode: StatusCodes.BadOutOfRange });
      }
    });
  }
}

interface Place {
  space: Namespace;
  object: UAObject;
  library: OpcUaLibrary;
}
