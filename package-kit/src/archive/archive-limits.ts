/** What an archive may hold. It is not compressed, so what it unpacks to is never more than the archive itself. */
export const MAX_ARCHIVE_BYTES = 50 * 1024 * 1024;
export const MAX_ARCHIVE_FILES = 5_000;
