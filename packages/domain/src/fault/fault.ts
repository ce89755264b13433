import { failure, ok, type Failure, type Result } from '@truc/base';

/**
 * A technical fault from where the system notices it by itself (GL-24, GL-51) to where a person says what it is. `confirmed` is
 * where the work on a fault begins: substitute, assignment, repair and acceptance follow on these events. Times in ms since 1970.
 *
 *     proposed ──▶ confirmed ──▶ recovered
 *        ├───────▶ dismissed ──▶ recovered
 *        └───────▶ recovered            (by itself, before anybody answered)
 */
export const faultEventKinds = ['proposed', 'confirmed', 'dismissed', 'recovered'] as const;
/** What is out of order: one camera, the line of a whole facility, or the central system. */
export const faultAssets = ['camera', 'line', 'central'] as const;
/** `picture`: it arrives, and what it shows is of no use (`symptom` says how). */
export const faultCauses = ['camera', 'network', 'decoder', 'picture'] as const;
export type FaultAsset = (typeof faultAssets)[number];
export type FaultCause = (typeof faultCauses)[number];

export type FaultEvent = {
  readonly kind: (typeof faultEventKinds)[number];
  readonly fault: string;
  readonly asset: FaultAsset;
  /** The camera, the facility, or `central`. */
  readonly assetId: string;
  readonly facility: string | null;
  readonly cause: FaultCause;
  /** The SFU's code of what it sees. */
  readonly symptom: string;
  readonly since: number;
  /** Cameras without a picture at that moment. A camera of a parent fault has none of its own. */
  readonly cameras: readonly string[];
  /** Null: the system itself. */
  readonly by: string | null;
  readonly reason: string;
  readonly at: number;
};

export type FaultState = (typeof faultEventKinds)[number];

export type FaultVerdict = {
  readonly kind: 'confirmed' | 'dismissed';
  readonly by: string;
  readonly reason: string;
  readonly at: number;
};

/** What a person says of a proposal. Whether he has the right is the policy's question. */
export function decideFault(
  events: readonly FaultEvent[],
  verdict: FaultVerdict,
): Result<FaultEvent, Failure<'not_proposed'>> {
  const last = events.at(-1);
  if (last === undefined || last.kind !== 'proposed') return failure('not_proposed');
  return ok({ ...last, ...verdict });
}
