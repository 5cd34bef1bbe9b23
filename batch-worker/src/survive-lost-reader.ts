/**
 * Whoever reads what this process prints may die before it. Without this each line would be an uncaught error, telling of which is
 * another line: the process would do nothing else any more, and its instruments would stay live.
 */
export function surviveLostReader(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
