import { type WorkerBoot, workerBootSchema } from '@neurohub/contracts/ipc';

/**
 * Reads the one line the service writes to our stdin, and keeps listening: the end of stdin means the service is gone.
 * The token comes this way because arguments and environment are visible to other processes.
 */
export async function readBoot(onServiceGone: () => void): Promise<WorkerBoot> {
  const line = await firstLine(process.stdin);
  process.stdin.on('end', onServiceGone);
  process.stdin.on('error', onServiceGone);
  process.stdin.resume();
  return workerBootSchema.parse(JSON.parse(line));
}

function firstLine(input: NodeJS.ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onEnd = () =>
      reject(new Error('expected one line of JSON on stdin; a worker is started by the station service only'));
    const onData = (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end < 0) return;
      input.off('data', onData);
      input.off('end', onEnd);
      resolve(text.slice(0, end));
    };
    input.setEncoding('utf8');
    input.on('data', onData);
    input.on('end', onEnd);
  });
}
