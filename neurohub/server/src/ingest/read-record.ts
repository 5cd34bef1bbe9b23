/** From the text that a station sent to a record that can be stored, or the reason why it never can. Pure. */
import { createHash } from 'node:crypto';
import type { RetryPolicies } from '@neurohub/contracts/deciding-attempts';
import { recordPayloadSchema, type SentRecord } from '@neurohub/contracts/hub-sync';
import { type ExecutionRecord, stepDefinitionSchema } from '@neurohub/contracts/record';
import * as z from 'zod';

/** The plan is kept in the text and not looked into: nothing that is searched by is in it. */
const schema = recordPayloadSchema.omit({ plan: true });
export type StoredRecord = z.output<typeof schema>;

/** Only how tries are judged. A plan that does not say it, or says it in words that are not known here, spoils nothing. */
const policySchema = z.object({
  steps: z.array(z.object(stepDefinitionSchema.pick({ name: true, retryPolicy: true }).shape)),
});

export interface ReadRecord {
  sent: SentRecord;
  record: StoredRecord;
  policies: RetryPolicies;
  /** Files that it names: attachments, and series that are files. */
  contents: string[];
}

export type Reading = { ok: true; value: ReadRecord } | { ok: false; sent: SentRecord; problem: string };

/** Keys that are not known are left out; a newer station may know more than NeuroHub. Everything else has to be right. */
export function readRecord(sent: SentRecord): Reading {
  const found = createHash('sha256').update(sent.payload, 'utf8').digest('hex');
  if (found !== sent.sha256) return refuse(sent, `its hash is ${found}, not ${sent.sha256}`);
  let value: unknown;
  try {
    value = JSON.parse(sent.payload);
  } catch (thrown) {
    return refuse(sent, `it is no JSON: ${thrown instanceof Error ? thrown.message : thrown}`);
  }
  const parsed = parseKnown(value);
  if (!parsed.success) return refuse(sent, problemsOf(parsed.error));
  const record = parsed.data;
  return { ok: true, value: { sent, record, policies: policiesOf(value), contents: contentsOf(record) } };
}

const refuse = (sent: SentRecord, problem: string): Reading => ({ ok: false, sent, problem });

/** `value` is ours, fresh from JSON: what is not known is taken out of it, and it is read once more. */
function parseKnown(value: unknown) {
  const first = schema.safeParse(value);
  if (first.success) return first;
  const unknown = first.error.issues.filter((issue) => issue.code === 'unrecognized_keys');
  if (unknown.length < first.error.issues.length) return first;
  for (const { path, keys } of unknown) {
    const place = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], value);
    for (const key of keys) delete (place as Record<string, unknown>)[key];
  }
  return schema.safeParse(value);
}

const SHOWN_PROBLEMS = 5;

function problemsOf({ issues }: z.ZodError): string {
  const shown = issues.slice(0, SHOWN_PROBLEMS).map(({ path, message }) => `${path.join('.')}: ${message}`);
  const more = issues.length - shown.length;
  return shown.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

function policiesOf(value: unknown): RetryPolicies {
  const plan = policySchema.safeParse((value as Partial<ExecutionRecord>).plan);
  const steps = plan.success ? plan.data.steps : [];
  return new Map(steps.flatMap(({ name, retryPolicy }) => (retryPolicy ? [[name, retryPolicy] as const] : [])));
}

function contentsOf({ steps }: StoredRecord): string[] {
  const hashes = steps.flatMap(({ attachments = [], measurements }) => [
    ...attachments.map(({ sha256 }) => sha256),
    ...measurements.flatMap(({ series }) => (series?.stored === 'file' ? [series.hash] : [])),
  ]);
  return [...new Set(hashes)];
}
