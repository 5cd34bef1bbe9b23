import { ByteServer, type LoopbackAddress } from './byte-server.ts';

/** How lines end. */
export interface LineServerOptions {
  /** Ends a line, both ways; a CR before an LF is dropped. @default LF */
  terminator?: string;
}

/** Answers lines with lines over TCP on loopback. `answer` gives the answer to one line, without its end; undefined is silence. */
export class LineServer {
  readonly #server: ByteServer;

  constructor(answer: (line: string) => string | undefined, { terminator = '\n' }: LineServerOptions = {}) {
    this.#server = new ByteServer((send) => {
      let rest = '';
      return (bytes) => {
        // One byte is one character, so that nothing is lost in a half character at the end of a piece.
        const lines = (rest + bytes.toString('latin1')).split(terminator);
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const reply = answer(terminator === '\n' ? line.replace(/\r$/, '') : line);
          if (reply !== undefined) send(reply + terminator);
        }
      };
    });
  }

  /** Resolves with the address once clients can connect. Not to be called twice without {@link stop}. */
  start(): Promise<LoopbackAddress> {
    return this.#server.start();
  }

  /** Cuts every connection; new ones are welcome. */
  cut(): void {
    this.#server.cut();
  }

  /** Ends it. May be called twice, and before {@link start}. */
  stop(): Promise<void> {
    return this.#server.stop();
  }
}
