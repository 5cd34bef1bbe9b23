/** What can happen between a sender and its HTTP server. */
export type HttpFault =
  /** The server never hears of it; the connection is reset. */
  | { kind: 'requestLost' }
  /** The server has taken the request; its answer is lost, and a careful sender asks again. */
  | { kind: 'answerLost' }
  /** The server is asked twice; the second answer comes back. */
  | { kind: 'twice' }
  /** The sender sees its connection break at once; the server gets the request so much later, when a newer copy may have come. */
  | { kind: 'late'; afterMs: number }
  /** The answer of the server comes with another body. */
  | { kind: 'rewrite'; change: (body: string) => string }
  /** Somebody on the way answers; the server never hears of it. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string }
  /** The server has taken the request; nothing comes back, and the connection stays. */
  | { kind: 'silence' }
  /** The body of the answer comes byte by byte. */
  | { kind: 'slowBody'; everyMs: number }
  /** The connection is reset after so many bytes of the body. */
  | { kind: 'cutBody'; afterBytes: number };

/** Answers that a sender has to understand. */
export const ANSWERS = {
  serverError: (status: 500 | 502 | 503 = 503): HttpFault => ({ kind: 'answer', status }),
  refused: (status: 400 | 403 | 413 | 422): HttpFault => ({ kind: 'answer', status }),
  tooMany: (retryAfter: string): HttpFault => ({ kind: 'answer', status: 429, headers: { 'retry-after': retryAfter } }),
  unauthorized: (): HttpFault => ({ kind: 'answer', status: 401 }),
  /** 200 of a portal that wants a login: no ids, not even JSON. */
  captivePortal: (): HttpFault => ({
    ...{ kind: 'answer', status: 200, headers: { 'content-type': 'text/html' } },
    body: '<!doctype html><title>Welcome</title>',
  }),
};
