import { ViewingPurposeSchema, type ViewingPurpose } from '@truc/media/signalling';
import * as v from 'valibot';

const key = 'truc:carried-purpose';
/** A reload takes seconds: what is older was not taken by the page that it was meant for. */
const carriedForMs = 60_000;

const CarriedSchema = v.strictObject({ purpose: ViewingPurposeSchema, at: v.number() });

/**
 * Over a reload that the wall itself made the same person goes on to watch for the same purpose (GL-07): he chose it on this
 * tab, and nobody may be there to choose it again. Any other start of the page asks for one.
 */
export function carryPurpose(storage: Pick<Storage, 'setItem'>, purpose: ViewingPurpose, now: number): void {
  storage.setItem(key, JSON.stringify({ purpose, at: now }));
}

export function takeCarriedPurpose(
  storage: Pick<Storage, 'getItem' | 'removeItem'>,
  now: number,
): ViewingPurpose | null {
  const text = storage.getItem(key);
  storage.removeItem(key);
  try {
    const carried = v.safeParse(CarriedSchema, JSON.parse(text ?? 'null'));
    return carried.success && Math.abs(now - carried.output.at) < carriedForMs
      ? carried.output.purpose
      : null;
  } catch {
    // Not ours: the purpose is asked for.
    return null;
  }
}
