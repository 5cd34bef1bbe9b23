/** What the main loop and the watchdog thread say to each other. */
export interface WatchdogData {
  buffer: SharedArrayBuffer;
  servicePid: number;
}

/** What the activity numbers of the vital signs stand for, as it is told to people: `step "powerOn"`. */
export type WatchdogMessage = { activities: string[] };
export const SERVICE_GONE = 'service-gone';
