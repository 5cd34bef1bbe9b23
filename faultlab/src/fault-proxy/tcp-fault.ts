/** What can happen to an answer on its way from an instrument, or a server, to its client. */
export type TcpFault =
  /** Every connection is reset, and nobody listens any more: for so long, or until cleared. */
  | { kind: 'refuse'; ms: number | null }
  /** After so many bytes of the answer (default 0) the connection is gone without a farewell (RST). */
  | { kind: 'reset'; afterBytes?: number }
  /** After so many bytes of the answer the connection is closed (FIN). */
  | { kind: 'cut'; afterBytes: number }
  /** The connection stays, and nothing passes any more, in no direction. */
  | { kind: 'halfOpen' }
  /** The answer comes so much later. */
  | { kind: 'delay'; ms: number }
  /** After so many bytes the rest of the answer comes so much later. */
  | { kind: 'stall'; afterBytes: number; ms: number }
  /** Byte by byte. */
  | { kind: 'drip'; everyMs: number }
  /** The first so many bytes arrive with bits turned (`mask`, default 0x80). */
  | { kind: 'corrupt'; bytes: number; mask?: number };

/** What can strike a connection at any moment, with or without an answer on its way. */
export type SuddenFault = Extract<TcpFault, { kind: 'refuse' | 'halfOpen' }> | { kind: 'reset' };
