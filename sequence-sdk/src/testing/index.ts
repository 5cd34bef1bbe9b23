/** For tests of a sequence: the executor of the station, without the station. */
export {
  type ExpectedMeasurement,
  type ExpectedStep,
  expectAttempts,
  expectMeasurement,
  expectStep,
  expectVerdict,
} from './expectations.ts';
export { type FakeCall, type FakeDriver, type FakeMethods, fakeDriver } from './fake-driver.ts';
export { MemoryRecorder } from './memory-recorder.ts';
export type { Death } from './mortal-process.ts';
export { type RunSequenceOptions, runSequence, type SequenceRun } from './run-sequence.ts';
export { type RunStepOptions, runStep, type StepRun } from './run-step.ts';
export { NO_ANSWER, type ScriptedAnswer, type ScriptedAnswers } from './scripted-answers.ts';
