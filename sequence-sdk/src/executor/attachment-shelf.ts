import { createHash } from 'node:crypto';
import { CodedError } from '@neurohub/contracts/errors';
import type { Attachment } from '@neurohub/contracts/record';
import type { MeasurementAllowance } from './measurement-allowance.ts';

/** Of a step's own. A record has room for 100: the rest is for the traffic of its instruments. */
const MAX_ATTACHMENTS = 80;
const NAME = /^[^\p{C}/\\]{1,200}$/u;
const MIME_TYPE = /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,100}$/i;

const MIME_TYPES: Readonly<Record<string, string>> = {
  ...{
    txt: 'text/plain',
    log: 'text/plain',
    md: 'text/markdown',
    csv: 'text/csv',
    html: 'text/html',
    xml: 'application/xml',
  },
  ...{ json: 'application/json', yaml: 'application/yaml', yml: 'application/yaml', pdf: 'application/pdf' },
  ...{
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    gif: 'image/gif',
    webp: 'image/webp',
    svg: 'image/svg+xml',
  },
  ...{ wav: 'audio/wav', mp4: 'video/mp4', zip: 'application/zip', gz: 'application/gzip' },
};

/** A file as it is recorded: hashed, its bytes as base64. */
export function toAttachment(name: string, data: Uint8Array | string, mimeType = mimeTypeOf(name, data)): Attachment {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : Buffer.from(data);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, mimeType, size: bytes.length, sha256, data: bytes.toString('base64') };
}

function mimeTypeOf(name: string, data: Uint8Array | string): string {
  const extension = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const known = Object.hasOwn(MIME_TYPES, extension) ? MIME_TYPES[extension] : undefined;
  return known ?? (typeof data === 'string' ? 'text/plain' : 'application/octet-stream');
}

/** The files that one attempt keeps. */
export class AttachmentShelf {
  readonly #allowance: MeasurementAllowance;
  readonly #kept: Attachment[] = [];

  constructor(allowance: MeasurementAllowance) {
    this.#allowance = allowance;
  }

  get attachments(): Attachment[] {
    return this.#kept;
  }

  /** @throws CodedError ATTACHMENT_REFUSED */
  add(name: string, data: Uint8Array | string, mimeType?: string): Attachment {
    const refuse = (problem: string) =>
      new CodedError('ATTACHMENT_REFUSED', `attach(${JSON.stringify(name)}): ${problem}`);
    if (typeof name !== 'string' || !NAME.test(name))
      throw refuse('a name has 1 to 200 visible characters, no / and no \\');
    if (typeof data !== 'string' && !(data instanceof Uint8Array)) throw refuse('the data is bytes or a text');
    if (mimeType !== undefined && !MIME_TYPE.test(mimeType)) throw refuse(`"${mimeType}" is no type/subtype`);
    if (this.#kept.some((other) => other.name === name)) throw refuse('this attempt has attached it already');
    if (this.#kept.length >= MAX_ATTACHMENTS) throw refuse(`an attempt keeps at most ${MAX_ATTACHMENTS} files`);
    const size = typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
    const problem = this.#allowance.takeFile(size);
    if (problem) throw refuse(problem);
    const attachment = toAttachment(name, data, mimeType);
    this.#kept.push(attachment);
    return attachment;
  }
}
