import type { Server as TlsServer } from 'node:https';
import { toErrorData } from '@neurohub/contracts/errors';
import { readTlsFiles, type TlsConfig, type TlsFiles, type TlsNames } from '@neurohub/server-kit/tls-files';
import type { Alarms } from '../core/alarms.ts';
import type { Logger } from '../core/logger.ts';

/** In station.yaml. */
export const TLS_NAMES: TlsNames = { cert: 'server.tls.cert', key: 'server.tls.key' };

const LOOK_EVERY_MS = 60_000;
const DAY_MS = 86_400_000;
const WARN_DAYS = 30;

export interface TlsWatchParts {
  server: Pick<TlsServer, 'setSecureContext'>;
  config: TlsConfig;
  inUse: TlsFiles;
  alarms: Pick<Alarms, 'raise' | 'clear'>;
  log: Logger;
  now(): number;
}

/** Takes a certificate that was renewed without a restart, and says in time that one ends. What cannot be used leaves the old one in use. */
export class TlsWatch implements Disposable {
  readonly #parts: TlsWatchParts;
  readonly #timer: NodeJS.Timeout;
  #inUse: TlsFiles;

  constructor(parts: TlsWatchParts) {
    this.#parts = parts;
    this.#inUse = parts.inUse;
    this.#tell(null);
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  async look(): Promise<void> {
    const { config, server, log } = this.#parts;
    try {
      const files = await readTlsFiles(config, TLS_NAMES);
      if (files.fingerprint !== this.#inUse.fingerprint) {
        server.setSecureContext(files.context);
        this.#inUse = files;
        log.info({ validTo: files.validTo }, 'a new certificate is in use');
      }
      this.#tell(null);
    } catch (thrown) {
      this.#tell(toErrorData(thrown).message);
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #tell(problem: string | null): void {
    const { alarms, now } = this.#parts;
    const { validTo } = this.#inUse;
    const days = Math.floor((validTo.getTime() - now()) / DAY_MS);
    const ending = days < WARN_DAYS ? `the certificate in use ends on ${validTo.toISOString().slice(0, 10)}` : null;
    const message = [problem, ending].filter((text) => text !== null).join('; ');
    if (message) alarms.raise({ code: 'CERTIFICATE_PROBLEM', message });
    else alarms.clear({ code: 'CERTIFICATE_PROBLEM' });
  }
}
