/** What tests, the bench and the fault laboratory import. */
export type { ControlReply } from './control.ts';
export { FAULT_KINDS, type FaultKind } from './fault-injector.ts';
export { ModbusServer } from './modbus/modbus-server.ts';
export { PressServer, type PressServerOptions } from './opcua/press-server.ts';
export { PROGRAMMER_CLI } from './program/programmer-cli.ts';
export { FramedDevice } from './serial/framed-device.ts';
export { PtyPair, ptyUnavailable } from './serial/pty-pair.ts';
export { BOARD_FAULTS, type BoardFault, FIRMWARE } from './simulated-board.ts';
export { type SimulatorOptions, type Simulators, startSimulators } from './simulators.ts';
export { INSTRUMENTS, type InstrumentName, type SlotPorts } from './slot.ts';
export { tellSimulators } from './tell.ts';
export type { WitnessLine } from './witness-log.ts';
