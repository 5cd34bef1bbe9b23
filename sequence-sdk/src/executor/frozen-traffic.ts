import type { Attachment } from '@neurohub/contracts/record';
import { toAttachment } from './attachment-shelf.ts';
import type { HardwareTraffic } from './sequence-host.ts';

/** Of one instrument with one attempt: the end of what its ring holds. With four instruments still less than what a record has left. */
const MAX_BYTES_EACH = 128 * 1024;
const MAX_BYTES_OF_ATTEMPT = 512 * 1024;
/** Of one execution: a step that fails a thousand times is not worth more. */
const MAX_BYTES_OF_EXECUTION = 16 * 1024 * 1024;
const WORTH_KEEPING_BYTES = 1024;
const MAX_INSTRUMENTS = 20;

/** What went to and came from the instruments before a step failed, frozen into its record; never more than a budget. */
export class FrozenTraffic {
  readonly #traffic: () => HardwareTraffic[];
  #leftBytes = MAX_BYTES_OF_EXECUTION;

  constructor(traffic: () => HardwareTraffic[]) {
    this.#traffic = traffic;
  }

  /** The newest traffic of each instrument, as far as the budget goes. */
  freeze(): Attachment[] {
    const frozen: Attachment[] = [];
    let left = Math.min(MAX_BYTES_OF_ATTEMPT, this.#leftBytes);
    for (const { hardware, text } of this.#traffic().slice(0, MAX_INSTRUMENTS)) {
      if (left < WORTH_KEEPING_BYTES) break;
      const attachment = toAttachment(`traffic-${hardware}.txt`, endOf(text, Math.min(MAX_BYTES_EACH, left)));
      left -= attachment.size;
      this.#leftBytes -= attachment.size;
      frozen.push(attachment);
    }
    return frozen;
  }
}

/** The last whole lines that fit, with a line that says that there was more. */
function endOf(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= maxBytes) return text;
  const notice = '(what came before is not kept)\n';
  const cut = bytes.subarray(bytes.length - (maxBytes - notice.length));
  return notice + cut.subarray(cut.indexOf(0x0a) + 1).toString('utf8');
}
