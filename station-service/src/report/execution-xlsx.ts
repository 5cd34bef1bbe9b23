/** Workbooks: a sheet of executions, a sheet of what was measured. Texts are texts: nothing in a cell is a formula. */
import type { Cell } from '@neurohub/contracts/csv-cell';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import writeExcelFile, { type SheetData } from 'write-excel-file/node';
import { LONG_COLUMNS, longRows } from './execution-csv.ts';
import { FACT_COLUMNS, wideRow } from './execution-wide.ts';

/** A workbook is made as a whole in memory. */
export const MOST_XLSX_ROWS = 50_000;

export interface WorkbookRows {
  executions: Cell[][];
  measurements: Cell[][];
}

export function addToWorkbook(rows: WorkbookRows, record: ExecutionRecord): void {
  rows.executions.push(wideRow(record).facts);
  rows.measurements.push(...longRows(record));
}

export async function workbook({ executions, measurements }: WorkbookRows): Promise<Buffer> {
  return writeExcelFile([
    { sheet: 'Executions', stickyRowsCount: 1, columns: widths(FACT_COLUMNS), data: sheet(FACT_COLUMNS, executions) },
    {
      sheet: 'Measurements',
      stickyRowsCount: 1,
      columns: widths(LONG_COLUMNS),
      data: sheet(LONG_COLUMNS, measurements),
    },
  ]).toBuffer();
}

export async function executionXlsx(record: ExecutionRecord): Promise<Buffer> {
  const rows: WorkbookRows = { executions: [], measurements: [] };
  addToWorkbook(rows, record);
  return workbook(rows);
}

const widths = (columns: readonly string[]) => columns.map((name) => ({ width: Math.max(12, name.length + 2) }));

function sheet(columns: readonly string[], rows: readonly Cell[][]): SheetData {
  return [
    columns.map((value) => ({ value, type: String, fontWeight: 'bold' as const })),
    ...rows.map((row) => row.map(toCell)),
  ];
}

/** Excel takes no longer text. */
const MOST_CHARACTERS = 32_767;

function toCell(value: Cell): SheetData[number][number] {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return { value, type: Number };
  if (typeof value === 'boolean') return { value, type: Boolean };
  const text = value.length > MOST_CHARACTERS ? `${value.slice(0, MOST_CHARACTERS - 1)}…` : value;
  return { value: text, type: String };
}
