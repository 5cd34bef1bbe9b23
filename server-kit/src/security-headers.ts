/** What every answer says to a browser, those of the socket's handshake too: what the screen may load, and who may show it. */
const CONTENT_SECURITY = [
  "default-src 'self'",
  // The screen's components put style elements into the page.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

const YEAR_S = 31_536_000;

/** `hsts`: the certificate is one that browsers trust, and stays one. */
export function securityHeaders({ hsts }: { hsts: boolean }): Readonly<Record<string, string>> {
  return hsts ? { ...HEADERS, 'strict-transport-security': `max-age=${YEAR_S}` } : HEADERS;
}
