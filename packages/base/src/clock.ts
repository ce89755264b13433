/** The only way in which the lower floors learn the time. */
export interface Clock {
  /** Milliseconds since 1970 by the machine's wall clock. May jump. */
  now(): number;
  /** Milliseconds since some start, never going back while the process lives. */
  monotonic(): number;
}

/** Timers as a port, so that retries and watchdogs run under a simulated clock. */
export interface Timers {
  /** Calls `run` once after `delayMs`; the returned function cancels it and may be called twice. */
  after(delayMs: number, run: () => void): () => void;
}

/** Uniform random numbers in [0, 1). */
export interface Random {
  next(): number;
}

/** Random octets from a cryptographically strong source. */
export interface RandomBytes {
  bytes(length: number): Uint8Array;
}
