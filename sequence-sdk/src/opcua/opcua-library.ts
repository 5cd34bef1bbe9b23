import type { OPCUAClientOptions } from 'node-opcua-client';
import type { Log } from '../log.ts';
import type { OpcUaSecurity } from './opcua-options.ts';

export type OpcUaLibrary = typeof import('node-opcua-client');

const APPLICATION = { applicationName: 'NeuroHub Station', applicationUri: 'urn:neurohub:station' };
const logs = new Set<Log>();
let loading: Promise<OpcUaLibrary> | undefined;
let identity: Promise<Partial<OPCUAClientOptions>> | undefined;

/** Loaded by the first driver that needs it: 0.3 s and 100 MB that other workers are spared. */
export function loadLibrary(): Promise<OpcUaLibrary> {
  loading ??= import('node-opcua-client').then((library) => {
    // It would print to standard output what is an ordinary loss of a connection.
    const tell = (...parts: unknown[]) => {
      for (const log of logs) log.debug(`opcua: ${parts.map(String).join(' ')}`);
    };
    library.setWarningLogger(tell);
    library.setErrorLogger(tell);
    return library;
  });
  return loading;
}

/** What the library says goes into this log as well, until it is called off. */
export function listenToLibrary(log: Log): () => void {
  logs.add(log);
  return () => logs.delete(log);
}

/** Who we are and whom we trust, as the library takes it. */
export async function identityFor(security: OpcUaSecurity | undefined): Promise<Partial<OPCUAClientOptions>> {
  if (security) return identityOnDisk(security);
  identity ??= identityInMemory();
  return identity;
}

/** A certificate has to be there even where nothing is signed. This one lives as long as the process. */
async function identityInMemory(): Promise<Partial<OPCUAClientOptions>> {
  const { InMemoryCertificateKeyPairProvider, InMemoryCertificateStore } = await import('node-opcua-common');
  const certificateKeyPairProvider = new InMemoryCertificateKeyPairProvider();
  const { applicationUri, applicationName } = APPLICATION;
  await certificateKeyPairProvider.ensureCertificateExists({
    applicationUri,
    subject: `/CN=${applicationName}`,
    dns: [],
  });
  const clientCertificateManager = new InMemoryCertificateStore();
  // One store for all clients of this process: none of them may dispose of it.
  clientCertificateManager.referenceCounter += 1;
  return { ...APPLICATION, certificateKeyPairProvider, clientCertificateManager };
}

async function identityOnDisk(security: OpcUaSecurity): Promise<Partial<OPCUAClientOptions>> {
  const { OPCUACertificateManager } = await import('node-opcua-certificate-manager');
  const clientCertificateManager = new OPCUACertificateManager({
    rootFolder: security.pkiFolder,
    automaticallyAcceptUnknownCertificate: security.trustAnyServer ?? false,
    disableFileWatchers: true,
  });
  const { MessageSecurityMode, SecurityPolicy } = await loadLibrary();
  return {
    ...APPLICATION,
    clientCertificateManager,
    securityMode: security.mode === 'sign' ? MessageSecurityMode.Sign : MessageSecurityMode.SignAndEncrypt,
    securityPolicy: SecurityPolicy[security.policy ?? 'Basic256Sha256'],
  };
}
