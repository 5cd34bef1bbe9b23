/**
 * A report as PDF, in Noto Sans KR (SIL Open Font License), which has Hangul as well as the signs of units. Loaded only where a PDF is
 * made: library and fonts take 100 MB.
 */
import { createRequire } from 'node:module';
import type { Cell, Content, DocumentDefinition, PdfMake } from './pdf-document.ts';
import type { Report, ReportMeasurement, ReportStep } from './report.ts';
import { INK } from './report-colours.ts';
import { REPORT_TEXTS } from './report-texts.ts';

const load = createRequire(import.meta.url);
const FONT = 'NotoSansKR';
const GREY = '#f1f3f5';
const LINE = '#c9cdd3';

export async function reportPdf(report: Report): Promise<Uint8Array> {
  return openLibrary().createPdf(documentOf(report)).getBuffer();
}

let library: PdfMake | undefined;

function openLibrary(): PdfMake {
  if (library) return library;
  const fontFile = (name: string) => load.resolve(`@expo-google-fonts/noto-sans-kr/${name}`);
  const [normal, bold] = [fontFile('400Regular/NotoSansKR_400Regular.ttf'), fontFile('700Bold/NotoSansKR_700Bold.ttf')];
  const made: PdfMake = load('pdfmake');
  // What stands in a record is text. Were a picture or a file ever named in it, nothing would be fetched.
  made.setUrlAccessPolicy(() => false);
  made.setLocalAccessPolicy((path) => path === normal || path === bold);
  made.setFonts({ [FONT]: { normal, bold, italics: normal, bolditalics: bold } });
  library = made;
  return made;
}

function documentOf(report: Report): DocumentDefinition {
  const t = REPORT_TEXTS[report.language];
  const { verdict, serialNumber, note } = report;
  return {
    info: { title: `${serialNumber} ${verdict.word}: ${report.title}`, author: report.station, subject: serialNumber },
    language: report.language,
    pageSize: 'A4',
    pageMargins: [36, 44, 36, 40],
    defaultStyle: { font: FONT, fontSize: 9, lineHeight: 1.1, color: '#1b1d21' },
    header: (page) =>
      page === 1
        ? null
        : { text: `${serialNumber}  ${verdict.word}`, bold: true, color: INK[verdict.tone], margin: [36, 20, 36, 0] },
    footer: (page, pages) => ({
      columns: [
        { text: report.madeAt, fontSize: 8, color: INK.quiet },
        { text: t.page(page, pages), fontSize: 8, color: INK.quiet, alignment: 'right' },
      ],
      margin: [36, 10, 36, 0],
    }),
    content: [
      head(report),
      ...(report.error ? [box([report.error], INK.bad, '#fdecea')] : []),
      ...(report.cautions.length > 0 ? [box(report.cautions, INK.fault, '#fdf3e3')] : []),
      facts(report),
      ...(report.events.length > 0
        ? [title(t.events), ...report.events.map(({ at, text }) => words(`${at}  ${text}`))]
        : []),
      title(t.steps),
      ...report.steps.flatMap((step) => stepContent(step, report)),
      ...(note ? [words(note)] : []),
    ],
  };
}

/** Characters that no font has a sign for are left out; a text of them all would be none. */
const plain = (text: string) => text.toWellFormed().replace(/\p{Cc}/gu, ' ');
const words = (text: string): Content => ({ text: plain(text), margin: [0, 1, 0, 1] });

const title = (text: string): Content => ({ text, bold: true, fontSize: 11, margin: [0, 10, 0, 4] });

function head({ title: name, station, serialNumber, verdict }: Report): Content {
  const colour = INK[verdict.tone];
  return {
    columns: [
      {
        width: '*',
        stack: [
          { text: `${name}, ${plain(station)}`, color: INK.quiet },
          { text: plain(serialNumber), bold: true, fontSize: 20 },
        ],
      },
      {
        width: 150,
        table: {
          widths: ['*'],
          body: [
            [
              {
                stack: [{ text: verdict.word, bold: true, fontSize: 22 }, { text: verdict.meaning }],
                alignment: 'center',
                color: colour,
              },
            ],
          ],
        },
        layout: { hLineColor: () => colour, vLineColor: () => colour, hLineWidth: () => 2, vLineWidth: () => 2 },
      },
    ],
    columnGap: 12,
    margin: [0, 0, 0, 8],
  };
}

function box(texts: readonly string[], colour: string, fill: string): Content {
  return {
    table: { widths: ['*'], body: [[{ stack: texts.map(words), fillColor: fill }]] },
    layout: { hLineWidth: () => 0, vLineWidth: (i) => (i === 0 ? 3 : 0), vLineColor: () => colour },
    margin: [0, 2, 0, 6],
  };
}

/** Two beside each other; what is long has a line of its own. */
function facts({ facts: all }: Report): Content {
  const label = (one: Report['facts'][number] | undefined): Cell => (one ? { text: one.label, color: INK.quiet } : '');
  const value = (one: Report['facts'][number] | undefined): Cell => (one ? { text: plain(one.value) } : '');
  const [short, long] = [all.filter((one) => one.value.length <= 30), all.filter((one) => one.value.length > 30)];
  const pairs = short.flatMap((first, i) => (i % 2 === 0 ? [{ first, second: short[i + 1] }] : []));
  const body = [
    ...pairs.map(({ first, second }): Cell[] => [label(first), value(first), label(second), value(second)]),
    ...long.map((one): Cell[] => [label(one), { text: plain(one.value), colSpan: 3 }, '', '']),
  ];
  return { table: { widths: [62, '*', 62, '*'], body }, layout: 'noBorders', margin: [0, 2, 0, 2] };
}

function stepContent(step: ReportStep, report: Report): Content[] {
  const t = REPORT_TEXTS[report.language];
  const heading: Cell[][] = [
    [
      {
        text: [
          { text: plain(step.name), bold: true },
          { text: step.which ? `  ${plain(step.which)}` : '', color: INK.quiet },
        ],
        fillColor: GREY,
      },
      { text: step.status.word, bold: true, color: INK[step.status.tone], alignment: 'right', fillColor: GREY },
    ],
  ];
  const small = (text: string): Content => ({
    text: plain(text),
    fontSize: 8,
    color: INK.quiet,
    margin: [4, 0, 0, 1],
  });
  const parts: Content[] = [
    { table: { widths: ['*', 90], body: heading }, layout: 'noBorders', margin: [0, 5, 0, 0] },
    small(step.time),
    ...step.remarks.map((remark) => words(`• ${remark}`)),
    ...(step.measurements.length > 0 ? [measurements(step.measurements, t)] : []),
    ...step.prompts.map(({ question, answer }) => words(`${question} → ${answer}`)),
    ...step.files.map((file) => small(file)),
  ];
  // A heading alone at the foot of a page tells nothing.
  return step.measurements.length <= 6 ? [{ stack: parts, unbreakable: true }] : parts;
}

function measurements(
  all: readonly ReportMeasurement[],
  t: { [K in 'measurement' | 'value' | 'limits' | 'margin' | 'outcome']: string },
): Content {
  const header = [t.measurement, t.value, t.limits, t.margin, t.outcome].map(
    (text): Cell => ({ text, fontSize: 8, color: INK.quiet }),
  );
  return {
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: ['*', 88, 120, 82, 78],
      body: [header, ...all.flatMap(rowsOf)],
    },
    layout: {
      hLineWidth: (i) => (i === 0 ? 0 : 0.5),
      vLineWidth: () => 0,
      hLineColor: () => LINE,
      paddingTop: () => 1.5,
      paddingBottom: () => 1.5,
    },
  };
}

function rowsOf({ name, value, limits, margin, outcome, plot }: ReportMeasurement): Cell[][] {
  const cells = [name, value, limits, margin].map((text): Cell => ({ text: plain(text) }));
  const row: Cell[] = [
    ...cells,
    { text: outcome.word, color: INK[outcome.tone], bold: outcome.tone === 'bad' || outcome.tone === 'fault' },
  ];
  if (!plot) return [row];
  const picture: Cell = {
    stack: [
      { svg: plot.svg, width: 466, font: FONT },
      { text: plain(plot.title), fontSize: 8, color: INK.quiet },
    ],
    colSpan: 5,
  };
  return [row, [picture, '', '', '', '']];
}
