import { ByteServer, Simulator } from '@neurohub/sequence-sdk/simulator';
import { type BoardFrame, boardFrames, COMMAND } from '../drivers/board-frames.ts';

const COLD = 24.5;
const HOT = 41;

/** The board behind a socket instead of a serial port: for the tests, for `station run --simulate`, for a station. */
export class Board extends Simulator {
  isHeating = false;
  /** What the heater reaches, °C. */
  hot = HOT;
  /** The next answers arrive with a bit turned over. */
  damagedAnswers = 0;

  readonly #server = new ByteServer((send) => {
    let rest: Buffer = Buffer.alloc(0);
    return (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (;;) {
        const decoded = rest.length === 0 ? ({ kind: 'more' } as const) : boardFrames.decode(rest);
        if (decoded.kind === 'more') return;
        rest = rest.subarray(decoded.byteCount);
        if (decoded.kind === 'frame') send(this.#sent(boardFrames.encode(this.#answer(decoded.frame))));
      }
    };
  });

  /** The settings by which the driver finds it. */
  async start() {
    const { host, port } = await this.#server.start();
    return { board: { port: `tcp://${host}:${port}` } };
  }

  async stop() {
    await this.#server.stop();
  }

  #answer({ command, payload }: BoardFrame): BoardFrame {
    if (command === COMMAND.version) return { command, payload: Buffer.of(1, 2, 0) };
    if (command === COMMAND.temperature) {
      const celsius = Buffer.alloc(2);
      celsius.writeInt16BE(Math.round((this.isHeating ? this.hot : COLD) * 100));
      return { command, payload: celsius };
    }
    if (command !== COMMAND.heater) return { command: COMMAND.refused, payload: Buffer.of(command) };
    this.isHeating = payload[0] === 1;
    return { command, payload };
  }

  #sent(frame: Uint8Array): Uint8Array {
    if (this.damagedAnswers === 0) return frame;
    this.damagedAnswers -= 1;
    return frame.map((byte, index) => (index === 2 ? byte ^ 0x40 : byte));
  }
}
