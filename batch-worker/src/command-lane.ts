import { toErrorData } from '@neurohub/contracts/errors';
import { type Command, type CommandReply, commandSchema } from '@neurohub/contracts/ipc';
import { MAX_FRAME_BYTES } from '@neurohub/contracts/vocabulary';
import { Reply } from 'zeromq';

/** Answers are kept so that a command that is sent again gets the answer it had, and no second effect. */
const REMEMBERED_ANSWERS = 256;

export type CommandHandler = (command: Command) => Omit<Extract<CommandReply, { type: 'ACK' }>, 'type' | 'commandId'>;

/** The command lane: every command is answered at once; the handler is synchronous, so that none can wait for work. */
export class CommandLane {
  readonly #socket = new Reply({ maxMessageSize: MAX_FRAME_BYTES, linger: 200 });
  readonly #answers = new Map<string, string>();

  constructor(endpoint: string) {
    this.#socket.connect(endpoint);
  }

  /** Serves until `close()`. */
  async serve(handler: CommandHandler): Promise<void> {
    for await (const [frame] of this.#socket) {
      await this.#socket.send(this.#answer(String(frame), handler));
    }
  }

  close(): void {
    this.#socket.close();
  }

  #answer(frame: string, handler: CommandHandler): string {
    let commandId: string | null = null;
    try {
      const command = commandSchema.parse(JSON.parse(frame));
      commandId = command.commandId;
      const known = this.#answers.get(commandId);
      if (known) return known;
      const reply: CommandReply = { type: 'ACK', commandId, ...handler(command) };
      return this.#remember(commandId, JSON.stringify(reply));
    } catch (thrown) {
      const refused: CommandReply = { type: 'REFUSED', commandId, error: toErrorData(thrown, 'PROTOCOL_ERROR') };
      const text = JSON.stringify(refused);
      return commandId ? this.#remember(commandId, text) : text;
    }
  }

  #remember(commandId: string, answer: string): string {
    this.#answers.set(commandId, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > REMEMBERED_ANSWERS && oldest) this.#answers.delete(oldest);
    return answer;
  }
}
