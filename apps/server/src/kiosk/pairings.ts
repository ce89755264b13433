import { randomInt } from 'node:crypto';
import type { Clock } from '@truc/base';
import { pairingCodeLength, pairingCodeMs, pairingLetters } from '@truc/domain/api';
import { createAddressThrottle } from '../auth/address-throttle.ts';

export type WaitingScreen = {
  readonly code: string;
  /** Of its secret, which stands in its cookie alone. */
  readonly tokenHash: Buffer;
  readonly address: string;
  readonly browser: string;
  /** By the server's clock, ms since 1970. */
  readonly askedAt: number;
  readonly expiresAt: number;
};

/**
 * Screens that show a code and wait for somebody to answer for them. Kept in memory: a restart of the server ends them, and the
 * screens ask anew. A code is good for ten minutes and for one pairing.
 */
export interface Pairings {
  /** Milliseconds that this address is to wait before another of its screens may ask, or 0. */
  waitMs(address: string): number;
  ask(screen: Pick<WaitingScreen, 'tokenHash' | 'address' | 'browser'>): WaitingScreen;
  ofToken(tokenHash: Buffer): WaitingScreen | null;
  /** Milliseconds that this person is to wait after so many codes that no screen shows, or 0. */
  guessWaitMs(person: string): number;
  /** Null, and counted against the person, where no screen shows this code. */
  find(code: string, person: string): WaitingScreen | null;
  /** Uses the code up. */
  take(code: string): void;
}

/** Screens that one address may begin to pair, and wrong codes that one person may type, within a minute. */
const startsAMinute = 20;
const guessesAMinute = 10;
const waitingAtOnce = 200;

export function createPairings(clock: Clock): Pairings {
  const waiting = new Map<string, WaitingScreen>();
  const starts = createAddressThrottle(clock, startsAMinute);
  const guesses = createAddressThrottle(clock, guessesAMinute);

  function forgetOld(): void {
    for (const [code, { expiresAt }] of waiting) if (expiresAt <= clock.now()) waiting.delete(code);
  }

  function newCode(): string {
    const code = Array.from({ length: pairingCodeLength }, () =>
      pairingLetters.charAt(randomInt(pairingLetters.length)),
    ).join('');
    return waiting.has(code) ? newCode() : code;
  }

  return {
    waitMs: (address) => starts.waitMs(address),
    ask(screen) {
      forgetOld();
      starts.failed(screen.address);
      // A flood must not fill the memory: then the oldest go first, and ask anew if they are still there.
      const [oldest] = waiting.keys();
      if (waiting.size >= waitingAtOnce && oldest !== undefined) waiting.delete(oldest);
      const askedAt = clock.now();
      const asked = { ...screen, code: newCode(), askedAt, expiresAt: askedAt + pairingCodeMs };
      waiting.set(asked.code, asked);
      return asked;
    },
    ofToken(tokenHash) {
      forgetOld();
      return [...waiting.values()].find((screen) => screen.tokenHash.equals(tokenHash)) ?? null;
    },
    guessWaitMs: (person) => guesses.waitMs(person),
    find(code, person) {
      forgetOld();
      const found = waiting.get(code) ?? null;
      if (found === null) guesses.failed(person);
      return found;
    },
    take: (code) => void waiting.delete(code),
  };
}
