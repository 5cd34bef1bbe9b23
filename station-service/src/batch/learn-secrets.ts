import type { Redactor } from '@neurohub/contracts/redactor';

/**
 * What an execution or a manual command is given must not turn up in the log: what the environment says for its instruments, and
 * settings and parameters that have the name of a secret.
 */
export function learnSecrets(
  redactor: Redactor,
  { secrets, ...settings }: { secrets: Readonly<Record<string, string>>; hardware: unknown; parameters: unknown },
): void {
  redactor.learnEnvironment(secrets, settings);
  redactor.learnPassing(settings);
}
