/** For tests: the text of a PDF and the entries of a ZIP, read by hand, so that nothing checks itself. */
import { inflateRawSync, inflateSync } from 'node:zlib';

/** By name. Of the central directory; stored and deflated entries. */
export function zipEntries(bytes: Buffer): Map<string, string> {
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  const entries = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let i = bytes.readUInt16LE(end + 10); i > 0; i -= 1) {
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [nameLength, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ];
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const local = bytes.readUInt32LE(at + 42);
    const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(begin, begin + size);
    entries.set(name, (method === 0 ? content : inflateRawSync(content)).toString('utf8'));
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}

/** Rows of a sheet as texts, shared strings resolved. */
export function sheetRows(workbook: Map<string, string>, sheet: number): string[][] {
  const shared = [...(workbook.get('xl/sharedStrings.xml') ?? '').matchAll(/<si>(.*?)<\/si>/gs)].map(([, si = '']) =>
    plain(si),
  );
  const xml = workbook.get(`xl/worksheets/sheet${sheet}.xml`) ?? '';
  return [...xml.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(([, attributes = '', content = '']) => {
      const text = plain(content);
      return /t="s"/.test(attributes) ? (shared[Number(text)] ?? '') : text;
    }),
  );
}

const plain = (xml: string) =>
  xml
    .replace(/<[^>]+>/g, '')
    .replace(
      /&(lt|gt|quot|apos|#39|amp);/g,
      (_, name: string) => ({ lt: '<', gt: '>', quot: '"', amp: '&' })[name] ?? "'",
    );

/** Everything that is written on the pages, without white space: where a line ends is not of the text. */
export function pdfText(bytes: Buffer): { text: string; pages: number; drawn: number } {
  const objects = pdfObjects(bytes);
  const all = [...objects.values()];
  const fonts = new Map<string, Map<string, string>>();
  for (const { dictionary } of all)
    for (const [, list = ''] of dictionary.matchAll(/\/Font\s*<<(.*?)>>/gs))
      for (const [, name = '', reference = ''] of list.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
        const map = /\/ToUnicode (\d+) 0 R/.exec(objects.get(reference)?.dictionary ?? '')?.[1] ?? '';
        fonts.set(name, unicodeMap(objects.get(map)?.content ?? ''));
      }
  const contents = all
    .flatMap(({ dictionary }) => /\/Type \/Page\b/.test(dictionary) && /\/Contents (\d+) 0 R/.exec(dictionary)?.[1])
    .flatMap((reference) => (reference ? (objects.get(reference)?.content ?? '') : []));
  const text = contents.map((content) => textOf(content, fonts)).join('');
  const drawn = contents.join('\n').match(/ l$/gm)?.length ?? 0;
  return { text: text.replace(/\s/g, ''), pages: contents.length, drawn };
}

interface PdfObject {
  dictionary: string;
  content: string;
}

function pdfObjects(bytes: Buffer): Map<string, PdfObject> {
  const raw = bytes.toString('latin1');
  const objects = new Map<string, PdfObject>();
  for (const found of raw.matchAll(/(\d+) 0 obj\n(.*?)endobj/gs)) {
    const [, number = '', body = ''] = found;
    const begin = body.indexOf('stream\n');
    const dictionary = begin < 0 ? body : body.slice(0, begin);
    const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1] ?? 0);
    const stream = Buffer.from(body.slice(begin + 7, begin + 7 + length), 'latin1');
    const isText = begin >= 0 && dictionary.includes('/FlateDecode') && !dictionary.includes('/Length1');
    objects.set(number, { dictionary, content: isText ? inflateSync(stream).toString('latin1') : '' });
  }
  return objects;
}

function unicodeMap(cmap: string): Map<string, string> {
  const map = new Map<string, string>();
  for (const [, first = '0', , list = ''] of cmap.matchAll(/<(\w+)> <(\w+)> \[(.*?)\]/gs))
    [...list.matchAll(/<([\w ]*)>/g)].forEach(([, code = ''], i) => {
      const glyph = (Number.parseInt(first, 16) + i).toString(16).padStart(4, '0');
      map.set(glyph, Buffer.from(code.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'));
    });
  return map;
}

function textOf(content: string, fonts: Map<string, Map<string, string>>): string {
  let [text, font] = ['', new Map<string, string>()];
  for (const [, name, glyphs] of content.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9a-f]+)>/g))
    if (name) font = fonts.get(name) ?? font;
    else text += (glyphs?.match(/.{4}/g) ?? []).map((glyph) => font.get(glyph) ?? '?').join('');
  return text;
}
