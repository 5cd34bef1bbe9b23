import { CodedError } from '@neurohub/contracts/errors';
import type { Driver } from '../driver.ts';

/** A shared instrument as the sequence sees it: its methods are refused by name while no lease is held. */
export function leasedDriver(driver: Driver, isHeld: () => boolean): Driver {
  const wrapped = new Map<unknown, unknown>();
  return new Proxy(driver, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      // What every object has touches no instrument.
      if (typeof value !== 'function' || property in Object.prototype) return value;
      const known = wrapped.get(value);
      if (known) return known;
      // Called on the driver itself: its private fields are not those of the proxy.
      const guarded = (...args: unknown[]): unknown => {
        if (isHeld()) return Reflect.apply(value, target, args);
        throw new CodedError(
          'LEASE_NOT_HELD',
          `"${driver.name}" is shared, and ${String(property)}() was called without it`,
          {
            details: { hardware: driver.name, method: String(property) },
          },
        );
      };
      wrapped.set(value, guarded);
      return guarded;
    },
    set: (target, property, value) => Reflect.set(target, property, value, target),
  });
}
