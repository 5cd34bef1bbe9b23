/** A report as one file of HTML: nothing is loaded from anywhere, and nothing in it runs. */
import { escapeMarkup as e } from './escape-markup.ts';
import type { Report, ReportMeasurement, ReportStep, Told } from './report.ts';
import { INK } from './report-colours.ts';
import { REPORT_TEXTS } from './report-texts.ts';

const STYLE = `
:root { font: 14px/1.45 "Noto Sans KR", "Malgun Gothic", system-ui, sans-serif; color: #1b1d21; background: #fff; }
body { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; overflow-wrap: anywhere; word-break: keep-all; }
header { display: flex; flex-wrap: wrap; gap: 1rem; justify-content: space-between; align-items: end; border-bottom: 3px solid; padding-bottom: .75rem; }
h1 { font-size: 1.05rem; margin: 0; font-weight: 400; } h1 b { display: block; font-size: 1.9rem; line-height: 1.2; }
h2 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
.verdict { border: 3px solid; border-radius: .4rem; padding: .25rem 1rem; text-align: center; }
.verdict b { display: block; font-size: 2rem; line-height: 1.2; }
.good { color: ${INK.good}; } .bad { color: ${INK.bad}; } .fault { color: ${INK.fault}; } .quiet { color: ${INK.quiet}; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .3rem 1.5rem; margin: 1rem 0; }
dl div { display: flex; gap: .6rem; } dl .wide { grid-column: 1 / -1; } dt { flex: 0 0 6.5rem; color: ${INK.quiet}; } dd { margin: 0; }
.cautions, .error { border-left: 4px solid ${INK.fault}; background: #fdf3e3; margin: .75rem 0; padding: .5rem .9rem; }
.error { border-color: ${INK.bad}; background: #fdecea; } ul { margin: .25rem 0; padding-left: 1.1rem; }
section.step { border-top: 1px solid #c9cdd3; padding: .55rem 0; break-inside: avoid-page; }
h3 { display: flex; flex-wrap: wrap; gap: .2rem 1rem; justify-content: space-between; font-size: 1rem; margin: 0; }
.time, .files, footer { color: ${INK.quiet}; font-size: .88rem; } h3 small { font-weight: 400; color: ${INK.quiet}; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; min-width: 36rem; margin: .35rem 0; table-layout: fixed; } th:first-child { width: 27%; } th, td { text-align: left; vertical-align: top; padding: .2rem .5rem .2rem 0; border-bottom: 1px solid #e3e6ea; }
th { font-size: .82rem; font-weight: 500; color: ${INK.quiet}; } svg { max-width: 100%; height: auto; display: block; }
figure { margin: .4rem 0; } figcaption { font-size: .88rem; color: ${INK.quiet}; } footer { margin-top: 2rem; border-top: 1px solid #c9cdd3; padding-top: .5rem; }
@media print { body { max-width: none; padding: 0; } } @page { margin: 15mm; }`;

export function reportHtml(report: Report): string {
  const t = REPORT_TEXTS[report.language];
  const { verdict, cautions, error, events, steps, note } = report;
  return `<!doctype html>
<html lang="${report.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(`${report.serialNumber} ${verdict.word}: ${report.title}`)}</title><style>${STYLE}</style></head>
<body><header><h1>${e(report.title)}, ${e(report.station)}<b>${e(report.serialNumber)}</b></h1>
<div class="verdict ${verdict.tone}"><b>${e(verdict.word)}</b>${e(verdict.meaning)}</div></header>
${error ? `<p class="error">${e(error)}</p>` : ''}
${cautions.length > 0 ? `<div class="cautions">${list(cautions)}</div>` : ''}
<dl>${report.facts.map(fact).join('')}</dl>
${events.length > 0 ? `<h2>${e(t.events)}</h2>${list(events.map(({ at, text }) => `${at}: ${text}`))}` : ''}
<h2>${e(t.steps)}</h2>
${steps.map((step) => stepHtml(step, report)).join('\n')}
${note ? `<p>${e(note)}</p>` : ''}
<footer>${e(report.madeAt)}</footer></body></html>
`;
}

const list = (texts: readonly string[]) => `<ul>${texts.map((text) => `<li>${e(text)}</li>`).join('')}</ul>`;

/** Hashes and ids have a line of their own. */
const fact = ({ label, value }: Report['facts'][number]) =>
  `<div${value.length > 34 ? ' class="wide"' : ''}><dt>${e(label)}</dt><dd>${e(value)}</dd></div>`;

const told = ({ word, tone }: Told) => `<span class="${tone}">${e(word)}</span>`;

function stepHtml(step: ReportStep, { language }: Report): string {
  const t = REPORT_TEXTS[language];
  const which = step.which ? ` <small>${e(step.which)}</small>` : '';
  const head = [t.measurement, t.value, t.limits, t.margin, t.outcome].map((name) => `<th scope="col">${e(name)}</th>`);
  const rows = step.measurements.map(measurementHtml).join('');
  const prompts = step.prompts.map(({ question, answer }) => `${question} → ${answer}`);
  return `<section class="step"><h3><span>${e(step.name)}${which}</span>${told(step.status)}</h3><div class="time">${e(step.time)}</div>
${step.remarks.length > 0 ? list(step.remarks) : ''}${rows ? `<div class="scroll"><table><thead><tr>${head.join('')}</tr></thead><tbody>${rows}</tbody></table></div>` : ''}
${prompts.length > 0 ? list(prompts) : ''}${step.files.length > 0 ? `<div class="files">${list(step.files)}</div>` : ''}</section>`;
}

function measurementHtml({ name, value, limits, margin, outcome, plot }: ReportMeasurement): string {
  const cells = [name, value, limits, margin].map((text) => `<td>${e(text)}</td>`).join('');
  const picture = plot
    ? `<tr><td colspan="5"><figure>${plot.svg}<figcaption>${e(plot.title)}</figcaption></figure></td></tr>`
    : '';
  return `<tr>${cells}<td>${told(outcome)}</td></tr>${picture}`;
}
