/** For tests: commits steps until it is killed, and prints each number it was told is committed. argv: data folder, writer, reader. */
import { writeSync } from 'node:fs';
import { Storage } from '../storage.ts';
import { newExecution, record, stepEnded } from './sample-records.ts';

const [dataDir = '', writerEntry = '', readerEntry = ''] = process.argv.slice(2);
const storage = await Storage.open({ dataDir, writerEntry, readerEntry });
const execution = newExecution();
await storage.acceptExecution({ execution });
writeSync(1, `${execution.id}\n`);
for (let seq = 1; ; seq++) {
  await storage.commitRecord(record(execution.id, seq, stepEnded({ name: `step_${seq}`, index: seq - 1 })));
  writeSync(1, `${seq}\n`);
}
