/** What the author of a simulated instrument imports. The station runs it beside the real driver, which talks to it as to the real thing. */
export { type ByteHandler, ByteServer, type LoopbackAddress } from './byte-server.ts';
export { LineServer, type LineServerOptions } from './line-server.ts';
export {
  type OpcUaMethodOptions,
  OpcUaSimulator,
  type OpcUaSimulatorOptions,
  type OpcUaVariableOptions,
} from './opcua-simulator.ts';
export { ScpiError, type ScpiHandler, ScpiSimulator, type ScpiSimulatorOptions } from './scpi-simulator.ts';
export { Simulator, type SimulatorContext } from './simulator.ts';
