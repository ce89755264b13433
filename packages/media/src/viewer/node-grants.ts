import type { CameraId, NodePlace, ViewingPurpose } from '@truc/media/signalling';
import type { GrantAnswer, RequestGrants, SignallingPort } from './ports.ts';

/** What the server signed before, for when it cannot be asked: by it the node at a facility gives grants itself. */
export type HeldLease = {
  readonly place: NodePlace;
  readonly token: string;
  readonly cameras: readonly CameraId[];
  readonly purpose: ViewingPurpose;
};

export type NodeGrantsOptions = {
  readonly requestGrants: RequestGrants;
  readonly leases: () => readonly HeldLease[];
  /** Names of the nodes that this page cannot reach now. */
  readonly unreachable: () => readonly string[];
};

/** Asks for grants: the server, and where that cannot be reached the node at the facility, by a lease. */
export class NodeGrants {
  readonly #options: NodeGrantsOptions;
  /** Given for a node whose line was not open yet. */
  readonly #atHand = new Map<CameraId, GrantAnswer>();

  constructor(options: NodeGrantsOptions) {
    this.#options = options;
  }

  /** Keeps a grant for the line that is about to ask for it. */
  keep(answer: GrantAnswer): void {
    this.#atHand.set(answer.camera, answer);
  }

  /**
   * Over the line of `place`. An answer may be for another place: then it is to be used there. Rejects when neither the server
   * can be reached nor a lease helps.
   */
  async ask(
    cameras: readonly CameraId[],
    line: { readonly place: NodePlace | null; readonly signalling: SignallingPort },
  ): Promise<readonly GrantAnswer[]> {
    const atHand = cameras.flatMap((camera) => this.#take(camera, line.place));
    const missing = cameras.filter((camera) => !atHand.some((answer) => answer.camera === camera));
    if (missing.length === 0) return atHand;
    try {
      return [...atHand, ...(await this.#options.requestGrants(missing, this.#options.unreachable()))];
    } catch (error) {
      const leased = await this.#askByLease(missing, line);
      if (leased.length === 0 && atHand.length === 0) throw error;
      return [...atHand, ...leased];
    }
  }

  /** What was meant for another line is of no use to this one. */
  #take(camera: CameraId, place: NodePlace | null): readonly GrantAnswer[] {
    const answer = this.#atHand.get(camera);
    this.#atHand.delete(camera);
    return answer?.ok === true && answer.place?.node === place?.node ? [answer] : [];
  }

  async #askByLease(
    cameras: readonly CameraId[],
    { place, signalling }: { readonly place: NodePlace | null; readonly signalling: SignallingPort },
  ): Promise<readonly GrantAnswer[]> {
    const answers: GrantAnswer[] = [];
    for (const lease of this.#options.leases()) {
      const meant = cameras.filter((camera) => lease.cameras.includes(camera));
      if (meant.length === 0) continue;
      if (lease.place.node !== place?.node) {
        // Nothing to watch by yet: the line to that node asks for it.
        for (const camera of meant)
          answers.push({ ok: true, camera, token: '', expiresAt: 0, place: lease.place });
        continue;
      }
      const { token, purpose } = lease;
      const reply = await signalling.request('leaseGrants', { lease: token, cameras: meant, purpose });
      if (reply.ok) answers.push(...reply.value.grants.map((answer) => at(answer, lease.place)));
    }
    return answers;
  }
}

function at(answer: GrantAnswer, place: NodePlace): GrantAnswer {
  return answer.ok ? { ...answer, place } : answer;
}
