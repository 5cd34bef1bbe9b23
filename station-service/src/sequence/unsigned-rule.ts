import type { PackagesConfig, UnsignedRule } from '@neurohub/contracts/packages-config';

export interface UnsignedPackage {
  /** It came in an archive; otherwise it is a folder that somebody is working on. */
  isInstalled: boolean;
  /** It is wanted for runs on simulators only. */
  isSimulated: boolean;
}

/** What is done about a package that carries no signature which the station trusts. In simulation nothing is refused. */
export function unsignedRule(
  { unsigned, folders }: PackagesConfig,
  { isInstalled, isSimulated }: UnsignedPackage,
): UnsignedRule {
  const rule = isInstalled ? unsigned : folders;
  return rule === 'refuse' && isSimulated ? 'warn' : rule;
}
