/**
 * A microcontroller that speaks in frames: 02 | LEN | CMD | PAYLOAD | CRC-8 | 03, the CRC (polynomial 07) over LEN, CMD and PAYLOAD.
 * PING 01 is answered with its version, ECHO 02 with the payload, everything else with NAK FE and a code. Knows no wire: bytes go in
 * and out by functions.
 */
const STX = 0x02;
const ETX = 0x03;
const MAX_PAYLOAD = 64;
const PING = 0x01;
const ECHO = 0x02;
const NAK = 0xfe;
const NAK_COMMAND = 0x01;
const NAK_CRC = 0x05;

export class FramedDevice {
  readonly #send: (bytes: Buffer) => void;
  #rest = Buffer.alloc(0);
  /** What the next answers go through: damaged, cut, or nothing at all. Taken one by one. */
  readonly faults: ((answer: Buffer) => Buffer)[] = [];
  /** How many frames were understood. */
  frameCount = 0;

  constructor(send: (bytes: Buffer) => void) {
    this.#send = send;
  }

  take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const start = this.#rest.indexOf(STX);
      if (start === -1) {
        this.#rest = Buffer.alloc(0);
        return;
      }
      this.#rest = this.#rest.subarray(start);
      const length = (this.#rest[1] ?? MAX_PAYLOAD) + 5;
      if (this.#rest.length < 2 || this.#rest.length < length) return;
      this.#handle(this.#rest.subarray(0, length));
      this.#rest = this.#rest.subarray(length);
    }
  }

  /** Sends a frame that nobody asked for. */
  tell(command: number, payload: Uint8Array = Buffer.alloc(0)): void {
    this.#send(frameOf(command, payload));
  }

  #handle(frame: Buffer): void {
    this.frameCount += 1;
    const [command = 0, payload] = [frame[2], frame.subarray(3, -2)];
    const isGood = frame.at(-1) === ETX && frame.at(-2) === crc8(frame.subarray(1, -2));
    const answer = isGood ? answerTo(command, payload) : frameOf(NAK, Buffer.of(NAK_CRC));
    const fault = this.faults.shift();
    const sent = fault ? fault(answer) : answer;
    if (sent.length > 0) this.#send(sent);
  }
}

function answerTo(command: number, payload: Buffer): Buffer {
  if (command === PING) return frameOf(PING, Buffer.of(1, 0, 0));
  if (command === ECHO) return frameOf(ECHO, payload);
  return frameOf(NAK, Buffer.of(NAK_COMMAND));
}

function frameOf(command: number, payload: Uint8Array): Buffer {
  const body = Buffer.from([payload.length, command, ...payload]);
  return Buffer.from([STX, ...body, crc8(body), ETX]);
}

function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ (crc & 0x80 ? 0x07 : 0)) & 0xff;
  }
  return crc;
}
