/** docs/reference/neurohub-socket.md, from the events of the contracts. */
import * as live from '@neurohub/contracts/hub-live';
import * as record from '@neurohub/contracts/record';
import type * as z from 'zod';
import { SchemaText } from './schema-text.ts';

/** What the shape of an event does not say. */
const ABOUT: Record<string, string> = {
  live_resume:
    'First on every line: from this number on the station can tell every change. Acknowledged with the number that NeuroHub has of this stream, or with a failure, after which a snapshot is due.',
  live_snapshot: 'Everything. Acknowledged with its number.',
  live_change:
    'What has changed since `seq` − 1. Acknowledged with its number, or with a failure when it does not follow.',
  remote_start_answer: 'What became of a question. Told to dashboards with the `stationId`.',
  package_refresh: 'Look for packages now. Acknowledged with the `requestId`.',
  remote_start: 'A person wants a test. Acknowledged with the answer: `asked`, or `refused` with the reason.',
  station: 'A station as a whole, in place of what was known of it, unless its number is lower in the same stream.',
  change:
    'What has changed of a station, under the next number of its stream. Anything else is a gap: subscribe again.',
};

/** @param restPage its shapes are not repeated */
export function hubSocketPage(restPage: string): string {
  const text = new SchemaText([live, record]);
  const sections = (events: Record<string, z.ZodType>) =>
    Object.entries(events).map(([name, schema]) => {
      const about = ABOUT[name];
      if (about === undefined) throw new Error(`hub-socket-page.ts has no words for ${name}`);
      return `### ${name}\n\n${about}\n\n\`\`\`ts\n${text.fields(schema, 'output')}\n\`\`\``;
    });
  const said = sections(live.STATION_EVENTS);
  const asked = sections(live.HUB_TO_STATION_EVENTS);
  const told = sections(live.FLOOR_EVENTS);
  const shapes = text.shapes((name) => restPage.includes(`type ${name} = `));
  return `# Socket.IO of NeuroHub

Made from the contracts by \`node scripts/reference/write.ts\`. Socket.IO 4 at \`/socket.io/\` of NeuroHub, WebSocket only, messages of at most 1 MB. How it is used: [the live link](../neurohub-live.md).

## Namespace \`/station\`: from the station

In \`auth\` it shows \`{stationId, installId, apiKey | token}\`. It is refused with the codes of REST, in \`data.code\` of the error.

${said.join('\n\n')}

## Namespace \`/station\`: from NeuroHub

${asked.join('\n\n')}

## Namespace \`/floor\`: to dashboards

With the cookie of REST. A dashboard says \`subscribe\`, and nothing else; it is acknowledged with \`{success: true, data: {at, stations: FloorStation[]}}\`.

${told.join('\n\n')}

## Shapes

Those of [REST](neurohub-rest.md#shapes)${shapes.length > 0 ? `, and:\n\n\`\`\`ts\n${shapes.join('\n\n')}\n\`\`\`` : '.'}
`;
}
