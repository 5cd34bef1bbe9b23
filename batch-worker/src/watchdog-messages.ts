/** What the main loop and the watchdog thread say to each other. */
export interface WatchdogData {
  buffer: SharedArrayBuffer;
  servicePid: number;
  /** Where its armed files are, and what a process needs to make safe what they name. */
  armedDir?: string | undefined;
  sdkModule: string;
}

/** What the activity numbers of the vital signs stand for, as it is told to people: `step "powerOn"`. */
export type WatchdogMessage =
  | { activities: string[] }
  /** What the settings of its instruments name: safe-stop needs it too. */
  | { secrets: Record<string, string> };
export const SERVICE_GONE = 'service-gone';
