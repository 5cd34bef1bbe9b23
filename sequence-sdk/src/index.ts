/** What the author of a sequence or a driver imports. */
export type {
  JsonLimitInput,
  LimitInput,
  LimitOptions,
  NominalLimitInput,
  RangeLimitInput,
} from '@neurohub/contracts/limits';
export type { BlockOptions } from './block-options.ts';
export { hardware, parameter, sequence, step } from './decorators.ts';
export type { SequenceOptions } from './definition.ts';
export { Driver, type DriverContext, type DriverState } from './driver.ts';
export {
  DriverCommunicationError,
  DriverConnectionError,
  DriverError,
  type DriverErrorOptions,
  DriverStateError,
  DriverTimeoutError,
  StepError,
  type StepErrorOptions,
  TestFailure,
  TestSkipped,
} from './errors.ts';
export type { Log } from './log.ts';
export { command } from './manual/command.ts';
export type { CommandOptions, CommandParamOptions } from './manual/command-options.ts';
export {
  bytesOfRegisters,
  type ModbusCallOptions,
  ModbusClient,
  type ModbusClientOptions,
  registersOfBytes,
} from './modbus/modbus-client.ts';
export { OpcUaClient } from './opcua/opcua-client.ts';
export type { OpcUaChange, OpcUaMonitor, OpcUaMonitorOptions } from './opcua/opcua-monitor.ts';
export type { OpcUaClientOptions, OpcUaSecurity } from './opcua/opcua-options.ts';
export type { OpcUaType, OpcUaValue } from './opcua/opcua-values.ts';
export { type ProgramResult, type RunProgramOptions, runProgram } from './program/run-program.ts';
export type {
  NumberPromptOptions,
  OperatorPrompts,
  PromptOptions,
  TextPromptOptions,
} from './prompts/operator-prompts.ts';
export type { PromptChoice } from './prompts/prompt-question.ts';
export { type ScpiCallOptions, ScpiClient, type ScpiClientOptions } from './scpi/scpi-client.ts';
export { Sequence } from './sequence.ts';
export type {
  AggregationInput,
  AggregationInputs,
  SeriesAxisInput,
  SeriesInput,
  SeriesOptions,
} from './series/series-input.ts';
export type { AttachOptions, Iteration, KeptAttachment, MeasureJsonOptions, MeasureOptions } from './step-context.ts';
export type { RetryOptions, StepOptions } from './step-options.ts';
export type { ByteListener, ByteStream } from './transport/byte-stream.ts';
export { type CrcOptions, crc, type Decoded, type FrameCodec } from './transport/frame-codec.ts';
export { FramedClient, type FramedClientOptions } from './transport/framed-client.ts';
export {
  type LineCallOptions,
  LineClient,
  type LineClientOptions,
  type LineTurn,
  type StreamClientOptions,
} from './transport/line-client.ts';
export { type OpenStreamOptions, openByteStream, type StreamSetting } from './transport/open-byte-stream.ts';
export { listSerialPorts, type SerialPortInfo } from './transport/serial-ports.ts';
export type { SerialSettings } from './transport/serial-settings.ts';
export type { TcpAddress } from './transport/tcp-stream.ts';
export { type TrafficChunk, type TrafficDirection, TrafficRing } from './transport/traffic-ring.ts';
export { trafficText } from './transport/traffic-text.ts';
export type { CallOptions, TransportContext } from './transport/transport-context.ts';
