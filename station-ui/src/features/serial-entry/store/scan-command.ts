/** What a scanned text means: a serial number, or one of the station's own barcodes. */
export type ScanCommand =
  | { readonly type: 'serial'; readonly serialNumber: string }
  | { readonly type: 'slot'; readonly slot: number }
  | { readonly type: 'batch'; readonly batchId: string }
  | { readonly type: 'start' }
  | { readonly type: 'stop' }
  /** Looks like one of ours, but says nothing we know. */
  | { readonly type: 'unknown'; readonly text: string };

export function parseScan(raw: string): ScanCommand {
  const text = raw.trim();
  const [, keyword, argument = ''] = /^(SLOT|BATCH|CMD):(.*)$/i.exec(text) ?? [];
  switch (keyword?.toUpperCase()) {
    case 'SLOT':
      return /^\d{1,2}$/.test(argument) ? { type: 'slot', slot: Number(argument) } : { type: 'unknown', text };
    case 'BATCH':
      return argument === '' ? { type: 'unknown', text } : { type: 'batch', batchId: argument };
    case 'CMD':
      return parseCommand(argument, text);
    default:
      return { type: 'serial', serialNumber: text };
  }
}

function parseCommand(argument: string, text: string): ScanCommand {
  if (argument.toUpperCase() === 'START') return { type: 'start' };
  if (argument.toUpperCase() === 'STOP') return { type: 'stop' };
  return { type: 'unknown', text };
}
