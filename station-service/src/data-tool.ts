/**
 * What `station restore` does, as a process of its own that takes the data folder as a station does: no station runs beside it.
 * One JSON request as the only argument, one JSON answer on standard output.
 */
import { toErrorData } from '@neurohub/contracts/errors';
import { type DataRequest, workOnData } from './data-care/work-on-data.ts';

const [request = ''] = process.argv.slice(2);
const answer = await workOnData(JSON.parse(request) as DataRequest, process.env).then(
  (data) => ({ ok: true, data }),
  (thrown: unknown) => ({ ok: false, error: toErrorData(thrown) }),
);
process.stdout.write(`${JSON.stringify(answer)}\n`);
