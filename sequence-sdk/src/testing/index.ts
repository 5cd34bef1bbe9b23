/** For tests of a sequence: the executor of the station, without the station. */
export { MemoryRecorder } from './memory-recorder.ts';
export { type RunSequenceOptions, runSequence, type SequenceRun } from './run-sequence.ts';
export { NO_ANSWER, type ScriptedAnswer, type ScriptedAnswers } from './scripted-answers.ts';
