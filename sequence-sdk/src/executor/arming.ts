/**
 * Keeps others off an instrument, and keeps note of instruments that may have to be made safe by somebody else. Per hardware id;
 * a file and a kernel lock in the worker, nothing in tests.
 */
export interface Arming {
  /**
   * Before anything touches the instrument, a probe included. Called again for what this process holds already, it renews the note.
   * @throws CodedError INSTRUMENT_IN_USE naming who has it
   */
  arm(hardware: string, options: { canBeMadeSafe: boolean }): Promise<void>;
  /** It was made safe, or it never was connected; only the first takes away a note that was there before. Never throws. */
  disarm(hardware: string, why: 'madeSafe' | 'neverConnected'): Promise<void>;
  /** It is disconnected: others may have it. Never throws. */
  letGo(hardware: string): Promise<void>;
}
