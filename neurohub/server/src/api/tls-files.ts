/** NeuroHub's own certificate and key, read and checked before anybody is served with them. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { SecureContextOptions } from 'node:tls';
import { CodedError } from '@neurohub/contracts/errors';

export interface TlsFiles {
  context: SecureContextOptions;
  /** For whom it is made out, as a browser's Host says it. */
  names: string[];
}

/** @throws CONFIG_INVALID naming the flag */
export async function readTlsFiles({ cert, key }: { cert: string; key: string }): Promise<TlsFiles> {
  const [certPem, keyPem] = await Promise.all([readPem('--tls-cert', cert), readPem('--tls-key', key)]);
  const certificate = parsed('--tls-cert', () => new X509Certificate(certPem));
  const privateKey = parsed('--tls-key', () => createPrivateKey(keyPem));
  if (!certificate.checkPrivateKey(privateKey)) throw invalid('--tls-key', `${key} is not the key of ${cert}`);
  return { context: { cert: certPem, key: keyPem, minVersion: 'TLSv1.2' }, names: namesOf(certificate) };
}

/** `DNS:a.example, IP Address:192.168.1.5` → names; a wildcard is none. */
function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  return subjectAltName.split(', ').flatMap((entry) => {
    const [, kind, name = ''] = /^(DNS|IP Address):(.+)$/.exec(entry) ?? [];
    if (kind === 'DNS') return name.includes('*') ? [] : [name.toLowerCase()];
    if (kind !== 'IP Address') return [];
    return [name.includes(':') ? new URL(`http://[${name}]`).hostname : name];
  });
}

function readPem(flag: string, file: string): Promise<Buffer> {
  return readFile(file).catch((cause: Error) => {
    throw invalid(flag, `${file} cannot be read: ${cause.message}`, cause);
  });
}

function parsed<T>(flag: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw invalid(
      flag,
      `the file is not in PEM form: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    );
  }
}

const invalid = (flag: string, message: string, cause?: unknown): CodedError =>
  new CodedError('CONFIG_INVALID', `${flag}: ${message}`, { details: { problems: [{ path: flag, message }] }, cause });
