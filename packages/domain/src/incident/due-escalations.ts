/** [ĐX] GL-21: what nobody acknowledged in time goes up by itself. Pure; times in ms since 1970, by the server's clock. */
import type { Incidents } from './fold.ts';

/** A violation that nobody has acknowledged. `since`: the place of the leaf that brought it where it stands. */
export type WaitingCase = { readonly incident: string; readonly since: number };

export function waitingCases(incidents: Incidents): readonly WaitingCase[] {
  return Object.entries(incidents).flatMap(([incident, { violation, status, statusVersion, opened }]) => {
    const waits = status === 'reported' || status === 'notified';
    // One that somebody proposes to dismiss waits all the same: a proposal alone must not keep it quiet.
    if (violation === null || opened === null || !waits) return [];
    return [{ incident, since: Math.max(statusVersion.seq, opened.seq) }];
  });
}

export type EscalationQuestion = {
  /** `receivedAt`: when the server took the leaf of `since`; before, nobody could have acknowledged it here. */
  readonly waiting: readonly { readonly incident: string; readonly receivedAt: number }[];
  readonly now: number;
  readonly afterMs: number;
};

export type EscalationPlan = {
  readonly due: readonly string[];
  /** When the next one is due; null while nothing waits. */
  readonly nextAt: number | null;
};

export function dueEscalations({ waiting, now, afterMs }: EscalationQuestion): EscalationPlan {
  const due = waiting.filter(({ receivedAt }) => receivedAt + afterMs <= now);
  const later = waiting.filter((one) => !due.includes(one)).map(({ receivedAt }) => receivedAt + afterMs);
  return {
    due: due.map(({ incident }) => incident),
    nextAt: later.length === 0 ? null : Math.min(...later),
  };
}
