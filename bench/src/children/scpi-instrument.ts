/** Answers every line as a multimeter would: the far end of the SCPI queries. Prints its port, ends with standard input. */
import { createServer } from 'node:net';

const server = createServer({ noDelay: true }, (socket) => {
  let rest = '';
  socket.on('error', () => undefined);
  socket.setEncoding('latin1').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.endsWith('?')) socket.write('+5.01000000E+00\n');
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : 0}\n`);
});
process.stdin.resume().once('end', () => process.exit(0));
