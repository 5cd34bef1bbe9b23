/** How a serial port is used. Callable settings are those of the instrument's manual, e.g. 9600 8E1. */
export interface SerialSettings {
  /** Bits per second. @default 115200 */
  baudRate?: number;
  /** Bits of a character: with a parity bit besides, 7E1 is 7 and even. @default 8 */
  dataBits?: 5 | 6 | 7 | 8;
  /** The parity bit. @default none */
  parity?: 'none' | 'even' | 'odd' | 'mark' | 'space';
  /** Stop bits. @default 1 */
  stopBits?: 1 | 1.5 | 2;
  /** Who holds the sender back: nobody, the RTS and CTS lines, or the bytes XON and XOFF. @default none */
  flowControl?: 'none' | 'hardware' | 'software';
  /**
   * Sets the control lines after opening, both together, because the operating system takes them together. Many boards reset or
   * enter their boot loader by them. @default untouched
   */
  lines?: { dtr: boolean; rts: boolean };
  /** Lets DTR fall when the port is closed. @default false */
  hangUpOnClose?: boolean;
  /** How often an unplugged port is looked for, milliseconds. @default 500 */
  watchMs?: number;
}

/** The settings as the serial library takes them. */
export function portOptions(path: string, settings: SerialSettings) {
  const { flowControl = 'none' } = settings;
  return {
    path,
    baudRate: settings.baudRate ?? 115_200,
    dataBits: settings.dataBits ?? 8,
    parity: settings.parity ?? 'none',
    stopBits: settings.stopBits ?? 1,
    rtscts: flowControl === 'hardware',
    xon: flowControl === 'software',
    xoff: flowControl === 'software',
    hupcl: settings.hangUpOnClose ?? false,
    // Two programs on one port each get half of the answers.
    lock: true,
    autoOpen: false,
  } as const;
}
