/** How one instance of NeuroHub is to run; flags.ts makes it from command line and environment. */
export interface HubOptions {
  /** Address to listen on. */
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Absolute. Embedded PostgreSQL and what does not belong into a database. */
  readonly dataDir: string;
  /** Undefined: the embedded PostgreSQL. */
  readonly databaseUrl: string | undefined;
  /** By which it is reached besides those of this machine; small letters. */
  readonly hostNames: readonly string[];
  /** Addresses and networks whose X-Forwarded-For and -Proto are believed. */
  readonly trustedProxies: readonly string[];
  /** Certificate and key, absolute paths. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /** Whoever reaches it may look, as a viewer, without signing in. */
  readonly openViewing: boolean;
  /** Lets a program read GET /metrics. */
  readonly metricsToken: string | undefined;
  readonly logLevel: 'debug' | 'info' | 'warning' | 'error';
  readonly logFormat: 'text' | 'json';
}
