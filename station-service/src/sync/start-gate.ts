import { type StartGateConfig, type StartGateRequest, startGateAnswerSchema } from '@neurohub/contracts/backend-config';
import { CodedError } from '@neurohub/contracts/errors';
import { Agent, request } from 'undici';
import type { Logger } from '../core/logger.ts';
import type { StartGateWord } from '../storage/writer-operations.ts';
import { judgeFailure } from './outcome.ts';

const MOST_BYTES = 64 * 1024;

export interface StartGateOptions {
  stationId: string;
  /** What is in effect; undefined: nobody is asked. */
  config: () => StartGateConfig | undefined;
  log: Pick<Logger, 'warn'>;
}

/** Asks another system, such as an MES, whether a test may begin: once, with a time limit, and never a second time by itself. */
export class StartGate implements AsyncDisposable {
  readonly #options: StartGateOptions;
  /** No redirect is followed, and TLS is checked whatever the environment says. */
  readonly #agent = new Agent({ allowH2: false, connect: { rejectUnauthorized: true } });

  constructor(options: StartGateOptions) {
    this.#options = options;
  }

  /**
   * Undefined without a start gate.
   * @throws CodedError START_GATE_REFUSED with its reason; START_GATE_UNREACHABLE when it does not answer and `when_unreachable` says so
   */
  async ask(wanted: Omit<StartGateRequest, 'stationId'>): Promise<StartGateWord | undefined> {
    const config = this.#options.config();
    if (!config) return undefined;
    const said = await this.#answerOf(config, { stationId: this.#options.stationId, ...wanted });
    if (typeof said === 'string') return this.#unanswered(config, said);
    if (said.allow) return 'allowed';
    throw new CodedError('START_GATE_REFUSED', said.reason, { details: { reason: said.reason, url: config.url } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }

  #unanswered({ url, whenUnreachable }: StartGateConfig, why: string): StartGateWord {
    this.#options.log.warn({ url, why, whenUnreachable }, 'the start gate gave no answer');
    if (whenUnreachable === 'allow') return { unanswered: why.slice(0, 300) };
    throw new CodedError(
      'START_GATE_UNREACHABLE',
      `${new URL(url).host} does not say whether the test may begin: ${why}`,
    );
  }

  /** Its answer, or why there is none. */
  async #answerOf({ url, timeoutMs, headers }: StartGateConfig, body: StartGateRequest) {
    try {
      const answer = await request(url, {
        ...{ dispatcher: this.#agent, method: 'POST', body: JSON.stringify(body) },
        headers: { accept: 'application/json', ...headers, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(timeoutMs),
      });
      let text = '';
      for await (const piece of answer.body.setEncoding('utf8')) {
        text += piece;
        if (text.length > MOST_BYTES) return 'the answer is too long';
      }
      const { statusCode } = answer;
      if (statusCode < 200 || statusCode > 299) return `answered ${statusCode}`;
      const said = startGateAnswerSchema.safeParse(parsed(text));
      return said.success
        ? said.data
        : `answered ${statusCode} with neither {"allow": true} nor {"allow": false, "reason"}`;
    } catch (thrown) {
      return judgeFailure(thrown).problem.message;
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: no answer.
    return undefined;
  }
}
