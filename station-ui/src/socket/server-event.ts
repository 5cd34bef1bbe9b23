/** The one place where what arrives on the socket becomes typed. */
import { SERVER_EVENTS } from '@neurohub/contracts/events';
import type { z } from 'zod';

export type ServerEventName = keyof typeof SERVER_EVENTS;

export type ServerEvent = {
  [N in ServerEventName]: { readonly name: N; readonly payload: z.output<(typeof SERVER_EVENTS)[N]> };
}[ServerEventName];

export const SERVER_EVENT_NAMES = Object.keys(SERVER_EVENTS) as ServerEventName[];

/** `null` when the payload is not what the contract says. */
export function parseServerEvent(name: ServerEventName, payload: unknown): ServerEvent | null {
  const parsed = SERVER_EVENTS[name].safeParse(payload);
  return parsed.success ? ({ name, payload: parsed.data } as ServerEvent) : null;
}
