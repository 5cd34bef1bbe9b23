import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import classes from './data-table.module.css';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand at the right. */
  readonly isNumber?: boolean;
  /** The name of the row. */
  readonly isHead?: boolean;
}

export interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly empty?: string;
  readonly testId?: string;
  /** Little but figures, in something that scrolls: stays a table everywhere. */
  readonly isFigures?: boolean;
}

/** Columns that many need a wide screen. */
const MANY = 8;

/** A table that becomes a list of cards where there is no room for columns. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, keyOf, empty, testId, isFigures = false } = props;
  const isNarrow = useMediaQuery(`(max-width: ${columns.length < MANY ? 50 : 75}rem)`, false, {
    getInitialValueInEffect: false,
  });
  const layout = isFigures ? classes['figures'] : isNarrow ? classes['cards'] : '';
  if (rows.length === 0 && empty !== undefined) return <p className={classes['empty']}>{empty}</p>;
  return (
    <table className={`${classes['table']} ${layout}`} aria-label={label} data-testid={testId}>
      <thead>
        <tr>
          {columns.map(({ key, title, isNumber }) => (
            <th key={key} scope="col" data-number={isNumber}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map((column) => (
              <Cell key={column.key} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const { title, cell, isNumber = false, isHead = false } = column;
  const content = (
    <>
      <span className={classes['name']} aria-hidden="true">
        {title}
      </span>
      <span className={classes['value']}>{cell(row)}</span>
    </>
  );
  if (isHead)
    return (
      <th scope="row" className="number">
        {content}
      </th>
    );
  return (
    <td className="number" data-number={isNumber}>
      {content}
    </td>
  );
}
