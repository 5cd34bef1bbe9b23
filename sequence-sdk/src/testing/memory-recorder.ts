import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { Recorder } from '../executor/execution-ports.ts';

/** Keeps what a station would commit. */
export class MemoryRecorder implements Recorder {
  readonly events: RecordEvent[] = [];

  async record(event: RecordEvent): Promise<number> {
    return this.events.push(event);
  }

  recordLater(event: RecordEvent): void {
    this.events.push(event);
  }

  async flush(): Promise<boolean> {
    return true;
  }
}
