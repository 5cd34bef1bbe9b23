/** Verifies the audit trail of a running station, page by page. */
import { type AuditHead, type AuditProblem, auditCheckSchema } from '@neurohub/contracts/audit';
import { CodedError } from '@neurohub/contracts/errors';
import { type CommandInput, type CommandResult, textOf } from './command.ts';
import { getFromStation } from './station-rest.ts';

interface Found {
  rows: number;
  executions: number;
  problems: AuditProblem[];
  head: AuditHead;
  unproven: number;
  /** Whether the trail has the row that was noted elsewhere. */
  anchor: 'none' | 'found' | 'missing';
}

/** @throws USAGE, and what keeps the station from answering */
export async function verifyAudit(input: CommandInput): Promise<CommandResult> {
  const anchor = anchorOf(textOf(input.flags['anchor']));
  const found = await readTrail(input, anchor);
  if (found.anchor === 'missing')
    found.problems.push({
      ...{ kind: 'truncated', number: anchor?.number },
      message: `row ${anchor?.number} is not the one that was noted: the trail was cut or written anew`,
    });
  const { rows, executions, head, problems, unproven } = found;
  const text = [
    ...problems.map(({ kind, message }) => `${kind}: ${message}`),
    problems.length === 0
      ? `the audit trail is whole: ${rows} rows, ${executions} records of executions`
      : `${problems.length} problems in ${rows} rows and ${executions} records of executions`,
    ...(unproven > 0 ? [`  ${unproven} executions are older than the trail: nothing is proven of them`] : []),
    `  its last row, to note elsewhere: --anchor ${head.number}:${head.hash}`,
  ];
  return { text, data: { ...found }, exitCode: problems.length === 0 ? 0 : 1 };
}

async function readTrail(input: CommandInput, anchor: AuditHead | undefined): Promise<Found> {
  const found: Found = {
    ...{ rows: 0, executions: 0, problems: [], head: { number: 0, hash: '' }, unproven: 0 },
    anchor: anchor ? 'missing' : 'none',
  };
  for (let after: number | null = 0; after !== null; ) {
    const page = auditCheckSchema.parse(await getFromStation(input, `/api/audit/verify?after=${after}`));
    found.rows += page.rows;
    found.executions += page.executions;
    found.problems.push(...page.problems);
    found.head = page.last;
    found.unproven = page.unproven ?? 0;
    after = page.next;
  }
  if (anchor && (await hashOfRow(input, anchor.number)) === anchor.hash) found.anchor = 'found';
  return found;
}

/** Null when there is no such row. */
async function hashOfRow(input: CommandInput, number: number): Promise<string | null> {
  const page = auditCheckSchema.parse(await getFromStation(input, `/api/audit/verify?after=${number}`));
  return page.anchor;
}

function anchorOf(text: string | undefined): AuditHead | undefined {
  if (text === undefined) return undefined;
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (number === undefined || hash === undefined)
    throw new CodedError('USAGE', `--anchor: expected <number>:<hash> as "station verify" prints it, got "${text}"`);
  return { number: Number(number), hash };
}
