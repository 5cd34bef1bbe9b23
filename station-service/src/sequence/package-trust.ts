import { CodedError, isCodedError } from '@neurohub/contracts/errors';
import type { PackagesConfig } from '@neurohub/contracts/packages-config';
import {
  type Archive,
  type CompiledPackage,
  type TrustedKey,
  type TrustStore,
  verifyInstalled,
  verifyPackage,
} from '@neurohub/package-kit';
import type { Logger } from '../core/logger.ts';
import { type UnsignedPackage, unsignedRule } from './unsigned-rule.ts';

export interface PackageTrustParts {
  rules(): PackagesConfig;
  /** Whose signatures count. */
  keys: Pick<TrustStore, 'list'>;
  log: Pick<Logger, 'warn'>;
}

/** Whose packages this station runs: a package is code, and what nobody has signed is run only where station.yaml lets it. */
export class PackageTrust {
  readonly #parts: PackageTrustParts;

  constructor(parts: PackageTrustParts) {
    this.#parts = parts;
  }

  /**
   * Who signed what would be executed; undefined for what may run unsigned.
   * @throws PACKAGE_UNSIGNED, KEY_NOT_TRUSTED, SIGNATURE_INVALID, PACKAGE_HASH_MISMATCH
   */
  signerOf(folder: string, compiled: CompiledPackage, about: UnsignedPackage): Promise<TrustedKey | undefined> {
    const { name } = compiled.manifest;
    return this.#judge(about, name, async (keys) => {
      if (about.isInstalled) return verifyInstalled(folder, compiled, keys);
      throw new CodedError('PACKAGE_UNSIGNED', `${name} is the folder ${folder}, which nobody has signed`);
    });
  }

  /** As {@link signerOf}, of an archive that is not installed yet. */
  signerOfArchive(archive: Archive, isSimulated: boolean): Promise<TrustedKey | undefined> {
    const about = { isInstalled: true, isSimulated };
    return this.#judge(about, archive.release.name, async (keys) => verifyPackage(archive, keys));
  }

  async #judge(
    about: UnsignedPackage,
    name: string,
    verify: (keys: TrustedKey[]) => Promise<TrustedKey>,
  ): Promise<TrustedKey | undefined> {
    const { rules, keys, log } = this.#parts;
    try {
      return await verify(await keys.list());
    } catch (thrown) {
      const isOnlyUnknown = isCodedError(thrown) && ['PACKAGE_UNSIGNED', 'KEY_NOT_TRUSTED'].includes(thrown.code);
      const rule = unsignedRule(rules(), about);
      if (!isOnlyUnknown || rule === 'refuse') throw thrown;
      if (rule === 'warn') log.warn({ package: name }, `${thrown.message}; it runs nevertheless`);
      return undefined;
    }
  }
}
