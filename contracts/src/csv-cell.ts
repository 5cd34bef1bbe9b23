/** One cell of a CSV file (RFC 4180), as every export of ours has it. Free of any library. */
export type Cell = string | number | boolean | null | undefined;

/** Quoted where needed; a text that a spreadsheet would take for a formula gets a leading apostrophe. */
export function csvCell(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
