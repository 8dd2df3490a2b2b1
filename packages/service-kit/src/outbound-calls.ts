/** A call to somebody outside: `silent` when nobody answered in time, `not-made` when it was due no more, which says nothing of who is called. */
export type OutboundCall = {
  /** Who is called, as an address or a name: whoever is silent is called by one at a time. */
  to: string;
  /** What is called about; it is under way once at the most. */
  about: string;
  make(): Promise<'answered' | 'silent' | 'not-made'>;
};

export type OutboundCalls = {
  /** Begins a call, or says no: it is under way already, whoever is called is silent, or too many wait. */
  begin(call: OutboundCall): boolean;
  /** Until nothing is under way any more. */
  underWay(): Promise<void>;
};

type Address = { running: number; waiting: OutboundCall[]; silent?: { since: number; foundBy: string } };

const mostTogether = 4;
const mostUnderWay = 1_000;
/** For how long nobody else is sent to whoever was silent. */
const silentForMs = 15_000;

/**
 * Calls that no timer and no other call waits for: an organisation that is slow, or hangs, holds up nobody else's. Of one
 * address four calls go at once, and a single one while it is silent: what waits then is let go untried, and begun again later.
 * @param failed hears of a call that threw, which is a fault of ours; whoever began it tries again.
 * @param now milliseconds on a clock that only goes forward.
 */
export function outboundCalls(
  failed: (error: unknown) => void,
  now: () => number = () => performance.now(),
): OutboundCalls {
  const addresses = new Map<string, Address>();
  const known = new Set<string>();
  const going = new Set<Promise<void>>();

  function begin(call: OutboundCall): boolean {
    const address = addresses.get(call.to) ?? { running: 0, waiting: [] };
    addresses.set(call.to, address);
    if (known.has(call.about) || known.size >= mostUnderWay || isBraked(address, call)) return false;
    known.add(call.about);
    address.waiting.push(call);
    goOn(address);
    return true;
  }

  /** Who found the silence may look again whenever that is due; anybody else not before some time has passed. */
  const isBraked = ({ silent }: Address, { about }: OutboundCall): boolean =>
    silent !== undefined && silent.foundBy !== about && now() - silent.since < silentForMs;

  function goOn(address: Address): void {
    while (address.waiting.length > 0 && address.running < (address.silent ? 1 : mostTogether)) {
      const call = address.waiting.shift() as OutboundCall;
      if (isBraked(address, call)) {
        known.delete(call.about);
        continue;
      }
      address.running++;
      const gone = carryOut(address, call);
      going.add(gone);
      void gone.finally(() => going.delete(gone));
    }
  }

  async function carryOut(address: Address, call: OutboundCall): Promise<void> {
    try {
      const outcome = await call.make();
      if (outcome === 'silent') address.silent = { since: now(), foundBy: call.about };
      else if (outcome === 'answered') delete address.silent;
    } catch (error) {
      failed(error);
    }
    address.running--;
    known.delete(call.about);
    goOn(address);
  }

  return {
    begin,
    async underWay() {
      while (going.size > 0) await Promise.all(going);
    },
  };
}
