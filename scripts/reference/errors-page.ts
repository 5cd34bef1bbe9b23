/** docs/reference/errors.md: every code that can leave a process. */
import { ERRORS } from '@neurohub/contracts/errors';

export function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(([code, { status, next }]) => `| \`${code}\` | ${status} | ${next} |`);
  return `# Errors

Made from the contracts by \`node scripts/reference/write.ts\`. One list for REST, Socket.IO, records and the \`station\` command; a code never changes its meaning. The message of an error says what and where, its \`details\` the facts.

| code | over HTTP | what to do next |
|---|---|---|
${rows.join('\n')}
`;
}
