import { BlockList, isIP } from 'node:net';
import { plainAddress } from '@neurohub/server-kit/addresses';
import type { Client } from './client.ts';

/** Addresses and networks; an IPv4 address is the same in its IPv6 clothes. */
export class AddressList {
  readonly #list = new BlockList();

  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [address = '', bits] = entry.split('/');
      const plain = plainAddress(address);
      if (bits === undefined) this.#list.addAddress(plain, familyOf(plain));
      else {
        // ::ffff:10.0.0.0/104 is 10.0.0.0/8.
        const mapped = plain === address ? 0 : 96;
        this.#list.addSubnet(plain, Math.max(0, Number(bits) - mapped), familyOf(plain));
      }
    }
  }

  has(address: string): boolean {
    const plain = plainAddress(address);
    return isIP(plain) !== 0 && this.#list.check(plain, familyOf(plain));
  }
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** The nearest address that is no proxy of ours: what stands before it in X-Forwarded-For anybody could have written. */
export function believedAddress({ headers, address }: Client, proxies: AddressList): string {
  const said = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const chain = [...said.map((one) => one.trim()).filter(Boolean), address];
  let nearest = chain.length - 1;
  while (nearest > 0 && proxies.has(chain[nearest] ?? '')) nearest -= 1;
  const believed = plainAddress(chain[nearest] ?? address);
  return isIP(believed) === 0 ? address : believed;
}

/** A proxy that is not listed asks for somebody: its own address, often one of the machine itself, says nothing of whom. */
export function isOfUnknownProxy({ headers, address }: Client, believed: string): boolean {
  const isForwarded = ['x-forwarded-for', 'forwarded', 'via'].some((name) => headers[name] !== undefined);
  return isForwarded && believed === plainAddress(address);
}
