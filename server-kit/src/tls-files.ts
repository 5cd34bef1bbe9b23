/** A server's certificate and key, read and checked before anybody is served with them. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { SecureContextOptions } from 'node:tls';
import { CodedError } from '@neurohub/contracts/errors';

export interface TlsConfig {
  /** Files in PEM form. */
  cert: string;
  key: string;
  passphrase?: string | undefined;
  minVersion: '1.2' | '1.3';
}

/** What the settings call the two files. */
export type TlsNames = Readonly<Record<'cert' | 'key', string>>;

export interface TlsFiles {
  context: SecureContextOptions;
  /** For whom it is made out, as a browser's Host says it. */
  names: string[];
  validTo: Date;
  /** Differs when other files have come. */
  fingerprint: string;
}

/** @throws CONFIG_INVALID naming the setting */
export async function readTlsFiles(
  { cert, key, passphrase, minVersion }: TlsConfig,
  names: TlsNames,
): Promise<TlsFiles> {
  const [certPem, keyPem] = await Promise.all([readPem(names.cert, cert), readPem(names.key, key)]);
  const certificate = parsed(names.cert, `${cert} holds no certificate`, () => new X509Certificate(certPem));
  const privateKey = parsed(names.key, `${key} holds no private key`, () =>
    createPrivateKey({ key: keyPem, ...(passphrase && { passphrase }) }),
  );
  if (!certificate.checkPrivateKey(privateKey)) throw invalid(names.key, `${key} is not the key of ${cert}`);
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

function readPem(setting: string, file: string): Promise<Buffer> {
  return readFile(file).catch((cause: Error) => {
    throw invalid(setting, `${file} cannot be read: ${cause.message}`, cause);
  });
}

function parsed<T>(setting: string, problem: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw invalid(setting, `${problem} in PEM form: ${reason}`, cause);
  }
}

const invalid = (path: string, message: string, cause?: unknown): CodedError =>
  new CodedError('CONFIG_INVALID', `${path}: ${message}`, { details: { problems: [{ path, message }] }, cause });
