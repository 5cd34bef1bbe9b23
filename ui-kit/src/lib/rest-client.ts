/** REST of whoever serves the screen, same origin: one envelope in, parsed data or a {@link RestError} out. */
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import { z } from 'zod';

const TIMEOUT_MS = 15_000;

/** What a request ended with instead of data. */
export class RestError extends Error {
  override readonly name = 'RestError';
  /** A code of contracts/errors, `NO_ANSWER` (nobody knows whether it took effect) or `BAD_ANSWER` (not what was agreed). */
  readonly code: string;
  readonly details: Record<string, unknown> | undefined;

  constructor(
    code: string,
    message: string,
    options: { details?: Record<string, unknown> | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details;
  }
}

export interface RequestOptions {
  /** Present: POST with this body, a Blob as it is and with its own type, anything else as JSON. Absent: GET. */
  readonly body?: unknown;
  /** Of a request with a body. @default POST */
  readonly method?: 'POST' | 'PUT' | 'DELETE';
  readonly signal?: AbortSignal;
  /** For the answer, milliseconds. @default 15 000 */
  readonly timeoutMs?: number;
}

/** @throws {RestError} */
export async function requestData<T extends z.ZodType>(
  schema: T,
  path: string,
  options: RequestOptions = {},
): Promise<z.output<T>> {
  const answer = await fetchJson(path, options);
  const failure = failureSchema.safeParse(answer.body);
  if (failure.success) {
    const { code, message, details } = failure.data.error;
    throw new RestError(code, message, { details });
  }
  const envelope = successOf(z.unknown()).safeParse(answer.body);
  const parsed = schema.safeParse(envelope.data?.data);
  if (envelope.success && parsed.success) return parsed.data;
  throw new RestError('BAD_ANSWER', `HTTP ${answer.status} ${path}`, { cause: envelope.error ?? parsed.error });
}

/**
 * An answer that is no JSON.
 *
 * @throws {RestError}
 */
export async function requestBytes(path: string, signal?: AbortSignal): Promise<ArrayBuffer> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response: Response;
  try {
    response = await fetch(path, { signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    if (response.ok) return await response.arrayBuffer();
  } catch (cause) {
    throw new RestError('NO_ANSWER', path, { cause });
  }
  const failure = failureSchema.safeParse(await response.json().catch(() => undefined));
  if (!failure.success) throw new RestError('BAD_ANSWER', `HTTP ${response.status} ${path}`);
  const { code, message, details } = failure.data.error;
  throw new RestError(code, message, { details });
}

async function fetchJson(path: string, options: RequestOptions): Promise<{ status: number; body: unknown }> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  try {
    const response = await fetch(path, { ...initOf(options), signal });
    return { status: response.status, body: await response.json().catch(() => undefined) };
  } catch (cause) {
    throw new RestError('NO_ANSWER', path, { cause });
  }
}

function initOf({ body, method = 'POST' }: RequestOptions): RequestInit {
  if (body === undefined) return { headers: { accept: 'application/json' } };
  if (body instanceof Blob) return { method, headers: { 'content-type': body.type }, body };
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Any thrown value as code and message for the screen. */
export function problemOf(thrown: unknown): {
  readonly code: string;
  readonly message: string;
  readonly details?: Record<string, unknown> | undefined;
} {
  if (thrown instanceof RestError) return { code: thrown.code, message: thrown.message, details: thrown.details };
  return { code: 'INTERNAL_ERROR', message: thrown instanceof Error ? thrown.message : String(thrown) };
}
