/** One question to a control port, for people at a keyboard and for tests of the whole station. */
import { connect } from 'node:net';
import type { ControlReply } from './control.ts';

/** @throws when nobody listens, or the connection ends before the answer. */
export function tellSimulators(controlPort: number, request: unknown): Promise<ControlReply> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(controlPort, '127.0.0.1', () => socket.write(`${JSON.stringify(request)}\n`));
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      received += chunk;
      if (!received.includes('\n')) return;
      socket.destroy();
      resolve(JSON.parse(received) as ControlReply);
    });
    socket.on('error', reject);
    socket.on('close', () =>
      reject(new Error(`the control port ${controlPort} closed the connection without an answer`)),
    );
  });
}
