/** What the author of a simulated instrument imports. The station runs it beside the real driver, which talks to it as to the real thing. */
export { Simulator, type SimulatorContext } from './simulator.ts';
