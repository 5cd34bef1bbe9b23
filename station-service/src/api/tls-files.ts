/** The station's own certificate and key, read and checked before anybody is served with them. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { SecureContextOptions } from 'node:tls';
import type { StationConfig } from '@neurohub/contracts/config';
import { CodedError } from '@neurohub/contracts/errors';

export type TlsConfig = NonNullable<StationConfig['server']['tls']>;

export interface TlsFiles {
  context: SecureContextOptions;
  /** For whom it is made out, as a browser's Host says it. */
  names: string[];
  validTo: Date;
  /** Differs when other files have come. */
  fingerprint: string;
}

/** @throws CONFIG_INVALID naming the key of station.yaml. */
export async function readTlsFiles({ cert, key, passphrase, minVersion }: TlsConfig): Promise<TlsFiles> {
  const [certPem, keyPem] = await Promise.all([readPem('cert', cert), readPem('key', key)]);
  const certificate = parse('cert', cert, () => new X509Certificate(certPem));
  const privateKey = parse('key', key, () => createPrivateKey({ key: keyPem, ...(passphrase && { passphrase }) }));
  if (!certificate.checkPrivateKey(privateKey)) throw invalid('key', `${key} is not the key of ${cert}`);
  return {
    context: { cert: certPem, key: keyPem, ...(passphrase && { passphrase }), minVersion: `TLSv${minVersion}` },
    names: namesOf(certificate),
    validTo: certificate.validToDate,
    fingerprint: certificate.fingerprint256,
  };
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

function readPem(name: 'cert' | 'key', file: string): Promise<Buffer> {
  return readFile(file).catch((cause: Error) => {
    throw invalid(name, `${file} cannot be read: ${cause.message}`, cause);
  });
}

function parse<T>(name: 'cert' | 'key', file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw invalid(
      name,
      `${file} holds no ${name === 'cert' ? 'certificate' : 'private key'} in PEM form: ${reason}`,
      cause,
    );
  }
}

function invalid(name: 'cert' | 'key', message: string, cause?: unknown): CodedError {
  const path = `server.tls.${name}`;
  return new CodedError('CONFIG_INVALID', `${path}: ${message}`, { details: { problems: [{ path, message }] }, cause });
}
