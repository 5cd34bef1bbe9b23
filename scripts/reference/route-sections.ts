/** Routes as they are declared, and each of them as a section of a page. */
import type * as z from 'zod';
import type { SchemaText } from './schema-text.ts';

interface RouteSchema {
  summary?: string;
  description?: string;
  params?: z.ZodType;
  querystring?: z.ZodType;
  headers?: z.ZodType;
  body?: z.ZodType;
  response?: Record<number, z.ZodType>;
}

export interface Route {
  /** `GET /api/…` */
  name: string;
  schema: RouteSchema;
}

/** The routes tell themselves to the server that they are given; nothing is served. */
export function collectRoutes(declare: (server: object) => void): Route[] {
  const routes: Route[] = [];
  const take =
    (verb: string) =>
    (url: string, { schema }: { schema: RouteSchema }) => {
      routes.push({ name: `${verb} ${url}`, schema });
    };
  const verbs = {
    get: take('GET'),
    post: take('POST'),
    put: take('PUT'),
    delete: take('DELETE'),
    patch: take('PATCH'),
  };
  const nothing = () => undefined;
  declare({ ...verbs, addHook: nothing, addContentTypeParser: nothing });
  return routes;
}

/** @param roles by the names of routes */
export function section(
  { name, schema }: Route,
  { text, roles }: { text: SchemaText; roles: Readonly<Record<string, string>> },
): string {
  const { summary = '', description, querystring, headers, body, response = {} } = schema;
  const { 200: answer, ...refusals } = response;
  const parts = [
    `## ${name}`,
    [summary, description].filter(Boolean).join('. '),
    `Role: \`${roles[name]}\`${statusList(refusals)}`,
    ...block('Query', querystring && text.fields(querystring, 'input')),
    ...block('Headers', headers && text.fields(headers, 'input')),
    ...block('Body', body && text.fields(body, 'input')),
    ...(answer ? block('Answers', dataText(text, answer)) : ['Answers a file, or what the query asks for.']),
  ];
  return parts.filter(Boolean).join('\n\n');
}

const block = (title: string, text: string | undefined) =>
  text === undefined ? [] : [`${title}:`, `\`\`\`ts\n${text}\n\`\`\``];

function statusList(refusals: Record<number, z.ZodType>): string {
  const statuses = Object.keys(refusals);
  return statuses.length === 0 ? '' : ` · refuses with ${statuses.join(', ')}`;
}

/** `data` of the envelope. */
function dataText(text: SchemaText, answer: z.ZodType): string {
  const { shape } = answer as unknown as { shape?: { data?: z.ZodType } };
  if (!shape?.data) throw new Error('an answer without data');
  return text.answer(shape.data);
}
