import type { ModeReport } from './run-exactly-once.ts';
import type { FleetReport } from './run-fleet.ts';

export function fleetTable(report: FleetReport): string {
  const { ack, memoryMb } = report;
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  const rows: [string, string][] = [
    ['results stored by the stations', String(report.stored)],
    [
      'arrived at NeuroHub',
      `${report.arrived} in ${report.seconds.toFixed(0)} s, ${(report.arrived / report.seconds).toFixed(0)} a second`,
    ],
    ['files arrived', String(report.files)],
    [
      'from the end of a test until it is known to have arrived',
      `p50 ${ms(ack.p50)}, p95 ${ms(ack.p95)}, p99 ${ms(ack.p99)}, longest ${ms(ack.max)}`,
    ],
    ['requests through the fault proxy, struck', `${report.requests}, ${report.struck}`],
    [
      'memory: stations, NeuroHub, PostgreSQL',
      [memoryMb.stations, memoryMb.hub, memoryMb.postgres].map((mb) => `${mb.toFixed(0)} MB`).join(', '),
    ],
    ['missing, doubled, altered', `${report.missing}, ${report.doubled}, ${report.altered}`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

export const EXACTLY_ONCE_HEAD = [
  '| # | what happens | stored | arrived | files | requests | struck | missing | doubled | altered |',
  '|---|---|--:|--:|--:|--:|--:|--:|--:|--:|',
].join('\n');

export const exactlyOnceRow = (report: ModeReport): string =>
  `| ${report.row || ''} | ${report.name} | ${report.stored} | ${report.arrived} | ${report.files} | ${report.requests} | ${report.struck} | ${report.missing} | ${report.doubled} | ${report.altered} |`;
