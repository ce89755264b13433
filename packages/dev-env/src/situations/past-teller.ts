import { invariant } from '@truc/base';
import type { RunningServer } from '@truc/server';
import type { DeviceWriter } from '@truc/server/testing/device-writer';
import { acceptPush } from '@truc/sync/server';
import { momentOf, type Said, type Told } from '../province/history/told.ts';

type PushStore = RunningServer['context']['push']['store'];

/** Less than what makes an entry late anywhere. */
const togetherMs = 60_000;
const atOnce = 200;

type Waiting = {
  readonly writer: DeviceWriter;
  readonly from: number;
  readonly since: number;
  until: number;
};

/** Writes what is told as operations of a device, and pushes what was written within a minute as one segment. */
export class PastTeller {
  readonly #context: RunningServer['context'];
  readonly #mayWait: boolean;
  readonly #known = new Set<string>();
  /** Nobody else writes meanwhile. */
  readonly #heads = new Map<string, number>();
  #waiting: Waiting | null = null;

  /** `mayWait`: what its author had no right to write stands in quarantine, as it was told. */
  constructor(context: RunningServer['context'], { mayWait = false }: { readonly mayWait?: boolean } = {}) {
    this.#context = context;
    this.#mayWait = mayWait;
  }

  /** `aheadMs`: how fast the device's clock was. */
  async say(told: Told, writer: DeviceWriter, aheadMs = 0): Promise<Said> {
    const { at, actor, scope, kind, v, body, base = {} } = told;
    const moment = momentOf(told);
    if (!this.#joins(writer, moment)) await this.flush();
    await this.#signIn(writer, actor);
    writer.time = { wall: Math.floor(at) + aheadMs, off: -aheadMs, err: 5 };
    writer.writeRaw({ actor, scope, kind, v, base }, JSON.stringify(body));
    const from = writer.ops.length;
    this.#waiting ??= { writer, from, since: moment, until: moment };
    this.#waiting.until = moment;
    const opId = writer.opIds.at(-1);
    invariant(opId !== undefined, 'it was just written');
    const seq = (this.#heads.get(scope) ?? 0) + 1;
    this.#heads.set(scope, seq);
    return { opId, hash: writer.last, seq };
  }

  async flush(): Promise<void> {
    if (this.#waiting === null) return;
    const { writer, from, until } = this.#waiting;
    this.#waiting = null;
    const receivedAt = Math.floor(until) + 900;
    const pushed = { request: writer.segment(from), device: writer.dev, receivedAt };
    const { push } = this.#context;
    const taken = await acceptPush(pushed, { ...push, store: thatReadsTime(push.store, receivedAt) });
    if (!taken.ok) throw new Error(`the past was not taken: ${taken.error.code} ${taken.error.detail ?? ''}`);
    for (const { status } of taken.value.outcomes)
      if (status === 'rejected' || (status === 'quarantined' && !this.#mayWait))
        throw new Error(`a fact of the past was ${status}`);
  }

  #joins(writer: DeviceWriter, moment: number): boolean {
    const waiting = this.#waiting;
    if (waiting === null) return true;
    const isNear = moment >= waiting.since && moment - waiting.since <= togetherMs;
    return waiting.writer === writer && isNear && writer.ops.length - waiting.from < atOnce;
  }

  async #signIn({ dev }: DeviceWriter, person: string): Promise<void> {
    const key = `${dev} ${person}`;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    await this.#context.logins.record(dev, person);
  }
}

/** The store, at a moment of the past. */
function thatReadsTime(store: PushStore, recvAt: number): PushStore {
  return {
    ...store,
    transact: (run) =>
      store.transact((tx) =>
        run({ ...tx, lockScopes: async (scopes) => ({ ...(await tx.lockScopes(scopes)), recvAt }) }),
      ),
  };
}
