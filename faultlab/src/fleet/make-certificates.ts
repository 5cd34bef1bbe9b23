/** Certificates for 127.0.0.1, made by openssl: a good one, one that has ended, and one of an authority that nobody knows. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  cert: Buffer;
  key: Buffer;
}

export interface FleetCertificates {
  /** Of the authority that the stations are told of. */
  caFile: string;
  good: Certificate;
  expired: Certificate;
  foreign: Certificate;
}

/** @throws when there is no openssl on this machine */
export function makeCertificates(folder: string): FleetCertificates {
  const run = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = (name: string) => run('ecparam', '-genkey', '-name', 'prime256v1', '-noout', '-out', `${name}.key`);
  const authority = (name: string) => {
    key(name);
    run('req', '-x509', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}`, '-days', '2', '-out', `${name}.pem`);
  };
  writeFileSync(join(folder, 'names.cnf'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  const certificate = (name: string, by: string, validity: string[]): Certificate => {
    key(name);
    run('req', '-new', '-key', `${name}.key`, '-subj', '/CN=127.0.0.1', '-out', `${name}.csr`);
    run(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial'],
      ...['-extfile', 'names.cnf', ...validity, '-out', `${name}.pem`],
    );
    return { cert: readFileSync(join(folder, `${name}.pem`)), key: readFileSync(join(folder, `${name}.key`)) };
  };
  authority('authority');
  authority('stranger');
  return {
    caFile: join(folder, 'authority.pem'),
    good: certificate('good', 'authority', ['-days', '2']),
    expired: certificate('expired', 'authority', ['-days', '-1']),
    foreign: certificate('foreign', 'stranger', ['-days', '2']),
  };
}
