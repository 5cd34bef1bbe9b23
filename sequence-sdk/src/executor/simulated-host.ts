import type { HardwareConfig, HostEnvironment, SequenceHost } from './sequence-host.ts';
import { type PlannedSimulator, SimulatorSet } from './simulator-set.ts';

/**
 * A host whose drivers talk to simulators: they are started before the drivers connect, their settings come before those of the
 * plan, and they are stopped once the drivers have let go.
 */
export function simulateHost(host: SequenceHost, planned: readonly PlannedSimulator[]): SequenceHost {
  let simulators: SimulatorSet | undefined;
  let aborted: Error | undefined;
  return {
    ...forward(host),
    async open(environment: HostEnvironment) {
      simulators = new SimulatorSet(environment);
      const settings = await simulators.startAll(planned);
      if (aborted) throw aborted;
      await host.open({ ...environment, hardwareConfig: overlay(environment.hardwareConfig, settings) });
    },
    abort(reason: Error) {
      aborted ??= reason;
      simulators?.abort(reason);
      host.abort(reason);
    },
    async close() {
      const report = await host.close();
      const stopped = await simulators?.stopAll();
      return { ...report, abandoned: report.abandoned || (stopped?.abandoned ?? false) };
    },
  };
}

/** Everything a simulation has no part in. */
function forward(host: SequenceHost): Omit<SequenceHost, 'open' | 'abort' | 'close'> {
  return {
    describe: () => host.describe(),
    evaluateCondition: (step) => host.evaluateCondition(step),
    evaluateBlock: (block, question) => host.evaluateBlock(block, question),
    readParameter: (name) => host.readParameter(name),
    readState: () => host.readState(),
    runStep: (step, context, part) => host.runStep(step, context, part),
    attach: (hardware) => host.attach(hardware),
    detach: (hardware) => host.detach(hardware),
    inQuestion: () => host.inQuestion(),
    verify: (hardware, options) => host.verify(hardware, options),
    traffic: () => host.traffic(),
  };
}

function overlay(config: HardwareConfig, settings: HardwareConfig): HardwareConfig {
  const ids = new Set([...Object.keys(config), ...Object.keys(settings)]);
  return Object.fromEntries([...ids].map((id) => [id, { ...config[id], ...settings[id] }]));
}
