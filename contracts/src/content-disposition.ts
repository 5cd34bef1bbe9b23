/**
 * The header with which a browser saves an answer as a file, and never shows it. A name beyond ASCII goes along encoded (RFC 6266);
 * the plain one is for clients that do not know that.
 */
export function attachmentDisposition(fileName: string): string {
  const plain = fileName.replace(/[^A-Za-z0-9_.-]/g, '-');
  if (plain === fileName) return `attachment; filename="${plain}"`;
  const encoded = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
