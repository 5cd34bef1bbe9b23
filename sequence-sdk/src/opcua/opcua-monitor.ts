import type { DataValue } from 'node-opcua-client';
import type { OpcUaLink } from './opcua-link.ts';
import { type OpcUaValue, plainValue } from './opcua-values.ts';

/** A value as the server reported it. */
export interface OpcUaChange {
  /** The node, as it was given to monitor(). */
  nodeId: string;
  /** The new value. */
  value: OpcUaValue;
  /** `Good`, or what is wrong with the value: it is not to be judged then. */
  status: string;
  /** When the value came to be, by the server's clock; null when it does not say. */
  sourceTimestamp: Date | null;
  /** The connection was lost before this one: changes in between are missing. */
  isAfterGap: boolean;
}

/** How a value is watched. */
export interface OpcUaMonitorOptions {
  /** How often the server looks at the value, milliseconds. @default 100 */
  samplingMs?: number;
  /** How many changes the server keeps between two reports; the newest stay. @default 100 */
  queueSize?: number;
}

/** A node that is watched, over as many connections as it takes. */
export class OpcUaMonitor {
  /** The node, as it was given to monitor(). */
  readonly nodeId: string;
  readonly #listener: (change: OpcUaChange) => void;
  readonly #options: OpcUaMonitorOptions;
  #link: OpcUaLink | null = null;
  #isAfterGap = false;
  #isClosed = false;
  #end: (() => Promise<void>) | null = null;
  readonly #forget: (monitor: OpcUaMonitor) => void;

  /** @internal made by OpcUaClient.monitor() */
  constructor(
    nodeId: string,
    listener: (change: OpcUaChange) => void,
    options: OpcUaMonitorOptions,
    forget: (monitor: OpcUaMonitor) => void,
  ) {
    this.nodeId = nodeId;
    this.#listener = listener;
    this.#options = options;
    this.#forget = forget;
  }

  /** Begins to watch over this connection. Once for each. @throws Error when the server refuses @internal */
  async begin(link: OpcUaLink): Promise<void> {
    if (this.#link === link || this.#isClosed) return;
    this.#isAfterGap = this.#link !== null;
    this.#link = link;
    const { AttributeIds, TimestampsToReturn } = link.library;
    const subscription = await link.subscription();
    const { samplingMs = 100, queueSize = 100 } = this.#options;
    const item = await subscription.monitor(
      { nodeId: this.nodeId, attributeId: AttributeIds.Value },
      { samplingInterval: samplingMs, queueSize, discardOldest: true },
      TimestampsToReturn.Both,
    );
    if (item.statusCode.isNotGood()) throw new Error(item.statusCode.name);
    this.#end = () => item.terminate();
    item.on('changed', (value: DataValue) => this.#changed(link, value));
  }

  /** Ends it; the listener is not called any more. May be called twice. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#forget(this);
    const link = this.#link;
    // A connection that is lost has taken the item along.
    if (link && !link.failure)
      await link.run(async () => this.#end?.()).catch((error) => link.failure ?? Promise.reject(error));
  }

  #changed(link: OpcUaLink, { value, statusCode, sourceTimestamp }: DataValue): void {
    if (this.#isClosed || link !== this.#link) return;
    const isAfterGap = this.#isAfterGap;
    this.#isAfterGap = false;
    this.#listener({
      nodeId: this.nodeId,
      value: plainValue(link.library, value),
      status: statusCode.name,
      sourceTimestamp: sourceTimestamp ?? null,
      isAfterGap,
    });
  }
}
