/** Attempts of steps keep what has no column of its own: iterations, waits, attachments, prompts. NULL for most of them. */
export const SCHEMA_3 = `
ALTER TABLE steps ADD COLUMN detail_json TEXT;
`;
