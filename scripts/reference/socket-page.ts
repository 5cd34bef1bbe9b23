/** docs/reference/socket.md, from the events of the contracts. */
import * as events from '@neurohub/contracts/events';
import * as hubSync from '@neurohub/contracts/hub-sync';
import * as record from '@neurohub/contracts/record';
import * as remoteStartRest from '@neurohub/contracts/remote-start-rest';
import * as rest from '@neurohub/contracts/rest';
import * as syncRest from '@neurohub/contracts/sync-rest';
import type * as z from 'zod';
import { SOCKET_EVENT_ROLES } from '../../station-service/src/api/route-roles.ts';
import { SchemaText } from './schema-text.ts';

/** What the shape of an event does not say. */
const ABOUT: Record<string, string> = {
  subscribe:
    'Joins the streams of these batches, or of all. Acknowledged with `{success: true, data: Snapshot}` or a failure.',
  unsubscribe: 'Leaves them. Acknowledged like `subscribe`.',
  answer_prompt:
    'As `POST /api/batches/:id/prompts/:promptId`. Acknowledged with `{success: true, data: PromptAnswered}` or a failure.',
  take_manual:
    'Manual control of a batch for this connection: its commands (`POST /api/batches/:id/manual`) carry the `hold`, those of others are refused with MANUAL_HELD. When the connection ends, however it does, the instruments are made safe. Acknowledged with `{success: true, data: ManualHold}` or a failure.',
  ...Object.fromEntries(
    Object.entries(events.SEQUENCE_EVENTS).map(([event, verb]) => [
      event,
      `As \`POST /api/batches/:id/sequence/${verb}\`. Acknowledged with \`{success: true, data: {executionId}}\` or a failure.`,
    ]),
  ),
  batch_status: 'The whole state of a batch; it replaces what the client has when its `version` is higher.',
  step_progress:
    '`ended` and `marker` are committed and carry exactly the next `seq` of their execution. `started`, `progress` and `measurement` are live hints: they repeat the last committed `seq` and may be lost.',
  log_entry: 'A line of the log of a batch. May be lost.',
  sequence_complete: 'The execution is closed and stored; it carries the last `seq`.',
  alarm: 'A condition of the station; sent to every client.',
  batches_changed:
    'Batches were added to the configuration, or removed; sent to every client, which subscribes again to see them.',
  remote_starts: 'The tests that NeuroHub asks for and nobody here has settled yet, all of them; sent to every client.',
  sync_status:
    'How the connection to NeuroHub stands and what waits to be sent; sent to every client, at most once a second.',
};

/** @param restPage its shapes are not repeated */
export function socketPage(restPage: string): string {
  const text = new SchemaText([events, rest, record, remoteStartRest, syncRest, hubSync]);
  const section = (name: string, schema: z.ZodType, io: 'input' | 'output', role = '') => {
    const about = ABOUT[name];
    if (about === undefined) throw new Error(`socket-page.ts has no words for ${name}`);
    return `### ${name}\n\n${about}${role && ` Role: \`${role}\`.`}\n\n\`\`\`ts\n${text.fields(schema, io)}\n\`\`\``;
  };
  const asked = Object.entries(events.CLIENT_EVENTS).map(([name, schema]) =>
    section(name, schema, 'input', SOCKET_EVENT_ROLES[name]),
  );
  const told = Object.entries(events.SERVER_EVENTS).map(([name, schema]) => section(name, schema, 'output'));
  const snapshot = text.fields(events.snapshotSchema, 'output');
  const shapes = text.shapes((name) => restPage.includes(`type ${name} = `));
  return `# Socket.IO

Made from the contracts by \`node scripts/reference/write.ts\`. Socket.IO 4 at the address of the station, messages of at most 64 KB from a client.

One rule: a **snapshot**, then events with growing numbers. A client that sees a gap in \`seq\`, or another \`streamId\`, subscribes again and takes the new snapshot. Delivery is at most once. A client that does not read is let go once 16 million characters wait for it. An unknown event is answered with UNKNOWN_MESSAGE_TYPE, a wrong payload with VALIDATION_ERROR ([errors](errors.md)).

## From the client

${asked.join('\n\n')}

## From the station

${told.join('\n\n')}

## Shapes

Those of [REST](rest.md#shapes), and:

\`\`\`ts
type Snapshot = ${snapshot}

${shapes.join('\n\n')}
\`\`\`
`;
}
