import { inspect } from 'node:util';
import { type ErrorCode, type ErrorData, isCodedError, toErrorData } from '@neurohub/contracts/errors';

const OWN_FILE = import.meta.url;
const MAX_FRAMES = 12;
const MAX_TEXT = 10_000;
const MAX_DETAILS = 20_000;

/**
 * Whatever package code has thrown, as data that fits a record: texts cut, details as JSON can carry them, the stack without Node's
 * frames. Never throws.
 */
export function describeError(thrown: unknown, fallback: ErrorCode): ErrorData {
  try {
    return describe(thrown, fallback);
  } catch {
    // A proxy, or getters that throw: even looking at it fails.
    return { code: fallback, message: 'what was thrown cannot be read' };
  }
}

function describe(thrown: unknown, fallback: ErrorCode): ErrorData {
  const error =
    thrown instanceof Error ? thrown : new Error(typeof thrown === 'string' ? thrown : inspect(thrown, { depth: 1 }));
  const { code, message, details, cause } = toErrorData(error, fallback);
  const stack = userStack(isCodedError(error) ? error.cause : error);
  return {
    code,
    message: String(message).slice(0, MAX_TEXT),
    ...(details === undefined ? {} : { details: plainDetails(details) }),
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined ? {} : { cause: String(cause).slice(0, MAX_TEXT) }),
  };
}

function userStack(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return undefined;
  const frames = thrown.stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !line.includes('node:') && !line.includes(OWN_FILE));
  return frames.length > 0 ? frames.slice(0, MAX_FRAMES).join('\n') : undefined;
}

function plainDetails(details: Record<string, unknown>): Record<string, unknown> {
  try {
    const text = JSON.stringify(details, (_, value: unknown) => (isOutsideJson(value) ? String(value) : value));
    return text.length <= MAX_DETAILS ? JSON.parse(text) : { cut: text.slice(0, MAX_DETAILS) };
  } catch {
    return { cut: inspect(details, { depth: 1 }).slice(0, MAX_DETAILS) };
  }
}

const isOutsideJson = (value: unknown) =>
  typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value));
