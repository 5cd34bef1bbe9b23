/** `node mock-backend-process.ts <ledger file> <port>`: a mock backend that can be killed. Says `ready <port>`. */
import { MockBackend } from './mock-backend.ts';

const [file = '', port = '0'] = process.argv.slice(2);
const backend = await MockBackend.start({ file, port: Number(port) });
process.stdout.write(`ready ${backend.port}\n`);
