/** Log lines as they come, for whoever listens: the page of the log keeps its own, and nobody keeps any while it is shut. */
import type { LogEvent } from '@neurohub/contracts/events';

export interface LogFeedListener {
  onLine(line: LogEvent): void;
  /** Lines may be missed from now on. */
  onBroken(): void;
  /** The stream is whole again; what was said meanwhile has to be fetched. Another `streamId`: another service answers. */
  onResumed(streamId: string): void;
}

export interface LogFeed extends LogFeedListener {
  /** Gives the way to stop. */
  listen(listener: LogFeedListener): () => void;
}

export function createLogFeed(): LogFeed {
  const listeners = new Set<LogFeedListener>();
  const tell = (say: (listener: LogFeedListener) => void) => {
    for (const listener of listeners) say(listener);
  };
  return {
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onLine: (line) => tell((listener) => listener.onLine(line)),
    onBroken: () => tell((listener) => listener.onBroken()),
    onResumed: (streamId) => tell((listener) => listener.onResumed(streamId)),
  };
}
