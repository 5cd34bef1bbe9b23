/** What the main loop and the watchdog thread say to each other. */
export interface WatchdogData {
  buffer: SharedArrayBuffer;
  servicePid: number;
}

/** Names for the activity numbers of the vital signs. */
export type WatchdogMessage = { activities: string[] };
export const SERVICE_GONE = 'service-gone';
