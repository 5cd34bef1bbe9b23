import type { DriverContext } from '../driver.ts';

/** Messages are signed, or signed and encrypted, with certificates on both sides. */
export interface OpcUaSecurity {
  /** `sign`: nobody can change a message. `signAndEncrypt`: nobody can read it either. */
  mode: 'sign' | 'signAndEncrypt';
  /** The algorithms; the server has to offer them. @default Basic256Sha256 */
  policy?: 'Basic256Sha256' | 'Aes128_Sha256_RsaOaep' | 'Aes256_Sha256_RsaPss';
  /**
   * Folder of the certificates: our own (made at the first connect; the server has to trust it) and those of servers that we trust
   * (`trusted/certs`; one that is not known yet lands in `rejected`).
   */
  pkiFolder: string;
  /** Trusts any server's certificate. @default false */
  trustAnyServer?: boolean;
}

/** Where the server is, and how it is talked to. */
export interface OpcUaClientOptions {
  /** `opc.tcp://host:4840` */
  endpoint: string;
  /** The driver's context: its name is used in messages, its log and its traffic ring are filled. */
  context?: Pick<DriverContext, 'name' | 'log' | 'traffic' | 'connection'>;
  /** Hardware id, for messages. @default that of the context, else `instrument` */
  instrument?: string;
  /** Limit of one call, milliseconds; of connecting as well. @default 5000 */
  timeoutMs?: number;
  /** Who we are to the server. @default anonymous */
  user?: { name: string; password: string };
  /** How messages are protected. @default none: nothing is signed, and nothing is kept on the disk */
  security?: OpcUaSecurity;
  /** How often a connection is asked whether it is alive, milliseconds. @default 2000 */
  keepAliveMs?: number;
  /** How often changes of monitored values are sent, milliseconds. @default 100 */
  publishingMs?: number;
}
