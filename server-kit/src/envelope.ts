import { CodedError, ERRORS, type ErrorCode, isCodedError } from '@neurohub/contracts/errors';
import type { Failure } from '@neurohub/contracts/rest';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';

export const success = <T>(data: T): { success: true; data: T } => ({ success: true, data });

export interface FailureAnswers {
  /** The one translation of a thrown value to an HTTP answer. The text of an unexpected error stays in the log. */
  failureOf(thrown: unknown, requestId?: string): { status: number; body: Failure };
  /** The same as a handler of Fastify. */
  sendFailure(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void;
}

/** `log`: where the text of an unexpected error is. `own`: errors of this server's libraries; null for one it does not know. */
export function failureAnswers({
  log,
  own,
}: {
  log: string;
  own?: (thrown: unknown) => CodedError | null;
}): FailureAnswers {
  const failureOf: FailureAnswers['failureOf'] = (thrown, requestId) => {
    const error = codedErrorOf(thrown) ?? own?.(thrown);
    if (error) return { status: ERRORS[error.code].status, body: failure(error.code, error.message, error.details) };
    const message = `something unexpected happened; see ${log}`;
    return { status: 500, body: failure('INTERNAL_ERROR', message, requestId === undefined ? {} : { requestId }) };
  };
  return {
    failureOf,
    sendFailure(error, request, reply) {
      const { status, body } = failureOf(error, request.id);
      if (status >= 500 && !isCodedError(error)) request.log.error({ err: error }, 'a request failed');
      reply.status(status).send(body);
    },
  };
}

function failure(code: ErrorCode, message: string, details: Record<string, unknown> | undefined): Failure {
  return { success: false, error: { code, message, ...(details && { details }) } };
}

/** Framework errors by their own codes; null for what nobody foresaw. */
function codedErrorOf(thrown: unknown): CodedError | null {
  if (isCodedError(thrown)) return thrown as CodedError;
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    const problems = thrown.validation.map(({ instancePath, message }) => ({
      path: instancePath.replace(/^\//, '').replaceAll('/', '.'),
      message: message ?? 'not valid',
    }));
    return validationError(thrown.validationContext ?? 'request', problems);
  }
  const error = thrown as Partial<FastifyError>;
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new CodedError('UNSUPPORTED_MEDIA_TYPE', 'the body has to be application/json');
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new CodedError('PAYLOAD_TOO_LARGE', 'the body is too large');
  if (
    (thrown instanceof SyntaxError && error.statusCode === 400) ||
    error.code === 'FST_ERR_CTP_EMPTY_JSON_BODY' ||
    error.code === 'FST_ERR_CTP_INVALID_JSON_BODY'
  )
    return new CodedError('INVALID_JSON', `the body is no valid JSON: ${error.message}`);
  if (error.code === 'FST_ERR_MAX_PARAM_LENGTH' || error.statusCode === 404)
    return new CodedError('NOT_FOUND', 'there is nothing here');
  if (error.statusCode === 400) return new CodedError('VALIDATION_ERROR', error.message ?? 'the request is not valid');
  return null;
}

/** Everything wrong with one part of a request, at once. */
export function validationError(part: string, problems: readonly { path: string; message: string }[]): CodedError {
  const text = problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  return new CodedError('VALIDATION_ERROR', text, { details: { in: part, problems } });
}
