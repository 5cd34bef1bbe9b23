import { basename } from 'node:path';
import { parseLogLine } from '@neurohub/contracts/log-line';
import type { Redactor } from '@neurohub/contracts/redactor';
import type { ArchiveFile } from '@neurohub/package-kit';
import { linesOf, logFiles } from '../logs/log-files.ts';

/** Of text, in all; the newest. */
const MOST_CHARACTERS = 24 * 1024 * 1024;

export interface RedactedLogs {
  files: ArchiveFile[];
  /** Names of those that were left out because there was enough. */
  leftOut: string[];
}

/** The log and what was set aside of it. Its lines were redacted when they were written; what is known to be secret by now goes too. */
export async function redactedLogs(file: string, redactor: Redactor): Promise<RedactedLogs> {
  const logs: RedactedLogs = { files: [], leftOut: [] };
  let room = MOST_CHARACTERS;
  for (const part of await logFiles(file)) {
    const text = room > 0 ? await redactedText(part, redactor) : '';
    room -= text.length;
    if (room < 0 || (text === '' && logs.leftOut.length > 0)) logs.leftOut.push(basename(part));
    else logs.files.push({ path: `logs/${basename(part)}`, content: Buffer.from(text) });
  }
  return logs;
}

async function redactedText(file: string, redactor: Redactor): Promise<string> {
  const lines: string[] = [];
  for await (const text of linesOf(file)) {
    const line = parseLogLine(text);
    lines.push(line ? JSON.stringify(redactor.value(line)) : redactor.text(text));
  }
  return lines.map((line) => `${line}\n`).join('');
}
