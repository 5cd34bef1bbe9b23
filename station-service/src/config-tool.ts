/**
 * What `station config` does, as a process of its own: reads and changes station.yaml by the rules of the station, which need not run.
 * One JSON request as the only argument, one JSON answer on standard output.
 */
import { toErrorData } from '@neurohub/contracts/errors';
import { type ConfigRequest, workOnConfig } from './core/config/work-on-config.ts';

const [request = ''] = process.argv.slice(2);
const answer = await workOnConfig(JSON.parse(request) as ConfigRequest, process.env).then(
  (data) => ({ ok: true, data }),
  (thrown: unknown) => ({ ok: false, error: toErrorData(thrown) }),
);
process.stdout.write(`${JSON.stringify(answer)}\n`);
