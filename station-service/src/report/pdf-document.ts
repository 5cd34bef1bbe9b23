/** What is used of pdfmake, as it is told to it. Its own types bring those of a browser into everything. */

export interface PdfMake {
  setUrlAccessPolicy(allows: (url: string) => boolean): void;
  setLocalAccessPolicy(allows: (path: string) => boolean): void;
  setFonts(fonts: Record<string, Record<'normal' | 'bold' | 'italics' | 'bolditalics', string>>): void;
  createPdf(definition: DocumentDefinition): { getBuffer(): Promise<Uint8Array> };
}
export type Margin = [number, number, number, number];
export interface Style {
  font?: string;
  fontSize?: number;
  lineHeight?: number;
  bold?: boolean;
  color?: string;
  fillColor?: string;
  alignment?: 'center' | 'right';
  margin?: Margin;
  width?: number | string;
}
export interface Layout {
  hLineWidth?(line: number): number;
  vLineWidth?(line: number): number;
  hLineColor?(): string;
  vLineColor?(): string;
  paddingTop?(): number;
  paddingBottom?(): number;
}
export interface Table {
  widths: (number | string)[];
  body: Cell[][];
  headerRows?: number;
  dontBreakRows?: boolean;
}
export type Content = Style &
  (
    | { text: string | (Style & { text: string })[] }
    | { stack: Content[]; unbreakable?: boolean }
    | { columns: Content[]; columnGap?: number }
    | { table: Table; layout?: Layout | 'noBorders' }
    | { svg: string }
  );
/** Empty where a wide one before it stands. */
export type Cell = '' | (Content & { colSpan?: number });
export interface DocumentDefinition {
  info: Record<'title' | 'author' | 'subject', string>;
  language: string;
  pageSize: 'A4';
  pageMargins: Margin;
  defaultStyle: Style;
  header(page: number): Content | null;
  footer(page: number, pages: number): Content;
  content: Content[];
}
