import type { Clock, Timers } from '@truc/base';
import { PipeChallengeSchema, PipeProofSchema, pipeVersion } from '@truc/media/signalling';
import type {
  CameraId,
  CameraState,
  NodePipes,
  PipeAskAnswer,
  PipeAskRequest,
  PipeTell,
  PipeTold,
} from '@truc/media/signalling';
import type { Logger } from 'pino';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import * as v from 'valibot';
import type { MediaAddress } from '../config/config.ts';
import type { PtzOperator } from '../devices/ptz-desk.ts';
import { isAcknowledge } from '../http/acknowledge.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import type { Hold } from './hold.ts';
import { createShare, isProof, lineKeys, renewalProof } from './handshake.ts';
import type { LineKeys } from './handshake.ts';
import { PipeLine } from './pipe-line.ts';
import type { Pipe } from './piped-ingest.ts';
import { SealedLine } from './sealed-line.ts';

export type PipeClientDeps = {
  readonly pool: Pick<WorkerPool, 'leastLoaded'>;
  readonly address: MediaAddress;
  readonly ports: { readonly min: number; readonly max: number } | undefined;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  readonly onState: (camera: CameraId, state: CameraState) => void;
  readonly onPtzHolder: (camera: CameraId, holder: PtzOperator | undefined) => void;
};
export type PipeClientOptions = PipeClientDeps & { readonly own: string; readonly pipes: NodePipes };

const retryMs = 1_000;
/** A line that nobody needs any more; the next who watches finds it there. */
const idleMs = 60_000;

/** This node's way to the cameras of one other: a line while anybody watches one of them, which comes back by itself. */
export class PipeClient {
  readonly #options: PipeClientOptions;
  readonly #holds = new Set<Hold>();
  readonly #movable = new Map<CameraId, boolean>();
  #pipes: NodePipes;
  #socket: Socket | undefined;
  #line: PipeLine | undefined;
  #keys: LineKeys | undefined;
  #cancel = () => {};
  #closed = false;

  constructor(options: PipeClientOptions) {
    this.#options = options;
    this.#pipes = options.pipes;
  }

  get running(): number {
    return this.#line?.running ?? 0;
  }

  /** What the server says now of the node: a newer permit is shown at once, so that the line need not end. */
  update(pipes: NodePipes): void {
    const { permit, at } = this.#pipes;
    this.#pipes = pipes;
    if (at !== pipes.at) return this.#begin();
    if (permit.until === pipes.permit.until || this.#line === undefined || this.#keys === undefined) return;
    const { until, key } = pipes.permit;
    const proof = renewalProof(Buffer.from(key, 'base64url'), this.#keys);
    this.#line.ask('renew', { until, proof }).catch((error: unknown) => this.#warn(error));
  }

  hold(wanted: Omit<Hold, 'isHeld'>): Pipe {
    const hold: Hold = { ...wanted, isHeld: () => this.#holds.has(hold) };
    this.#holds.add(hold);
    this.#cancelIdle();
    if (this.#socket === undefined) this.#begin();
    else this.#line?.open(hold);
    return {
      requestKeyframe: () => this.#line?.requestKeyframe(hold),
      release: () => this.#release(hold),
    };
  }

  /** Whether it turns, as far as its node said. */
  isMovable(camera: CameraId): boolean | undefined {
    return this.#movable.get(camera);
  }

  /** Rejects while there is no line. */
  async ptz(request: PipeAskRequest<'ptz'>): Promise<PipeAskAnswer<'ptz'>> {
    if (this.#line === undefined) throw new Error('no line to the node');
    return this.#line.ask('ptz', request);
  }

  leave(request: PipeAskRequest<'ptzLeave'>): void {
    this.#line?.ask('ptzLeave', request).catch((error: unknown) => this.#warn(error));
  }

  close(): void {
    this.#closed = true;
    this.#end();
  }

  #release(hold: Hold): void {
    if (!this.#holds.delete(hold)) return;
    this.#line?.close(hold);
    if (this.#holds.size === 0) this.#cancel = this.#options.timers.after(idleMs, () => this.#end());
  }

  #cancelIdle(): void {
    if (this.#line !== undefined) this.#cancel();
  }

  #end(): void {
    this.#cancel();
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.removeAllListeners();
    socket?.disconnect();
    const line = this.#line;
    this.#line = undefined;
    this.#keys = undefined;
    line?.end();
    if (line !== undefined) this.#tellLost();
  }

  #tellLost(): void {
    for (const { listener } of this.#holds) listener.handleLost();
  }

  /** A new line, in place of whatever there was. */
  #begin(): void {
    this.#end();
    if (this.#closed || this.#holds.size === 0) return;
    const { own } = this.#options;
    const { at, permit } = this.#pipes;
    const share = createShare();
    const hello = { v: pipeVersion, node: own, until: permit.until, share: share.text };
    const socket = io(at, {
      path: '/pipe',
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      timeout: 3_000,
      auth: hello,
    });
    this.#socket = socket;
    socket.on('connect_error', (error) => this.#handleDown(socket, error));
    socket.on('disconnect', (reason) => this.#handleDown(socket, new Error(reason)));
    socket.on('challenge', (payload: unknown, acknowledge: unknown) => {
      const challenge = v.safeParse(PipeChallengeSchema, payload);
      const keys =
        challenge.success &&
        lineKeys(
          Buffer.from(permit.key, 'base64url'),
          { own: share.key, other: challenge.output.share },
          {
            ...{ asker: own, holder: this.#pipes.node, until: permit.until },
            ...{ askerShare: share.text, holderShare: challenge.output.share },
          },
        );
      if (!keys || !isAcknowledge(acknowledge)) return this.#handleDown(socket, new Error('no challenge'));
      socket.once('proven', (proven: unknown) => this.#handleProven(socket, keys, proven));
      acknowledge({ proof: keys.askerProof });
    });
  }

  #handleProven(socket: Socket, keys: LineKeys, payload: unknown): void {
    const proven = v.safeParse(PipeProofSchema, payload);
    if (!proven.success || !isProof(keys.holderProof, proven.output.proof))
      return this.#handleDown(socket, new Error('the node did not prove itself'));
    const { fromAsker: sends, fromHolder: gets } = keys;
    const sealed = new SealedLine({
      ...this.#options,
      socket,
      keys: { sends, gets },
      onTell: (tell, told) => this.#handleTell(tell, told),
    });
    socket.on('sealed', (message: unknown) => sealed.take(message));
    PipeLine.open({
      ...this.#options,
      sealed,
      onDown: (why) => this.#handleDown(socket, why),
      onOpened: (camera, opened) => this.#handleOpened(camera, opened),
    })
      .then((line) => {
        if (this.#socket !== socket) return line.end();
        this.#line = line;
        this.#keys = keys;
        this.#options.log.info({ node: this.#pipes.node }, 'a line for pictures of another node stands');
        for (const hold of this.#holds) line.open(hold);
      })
      .catch((error: unknown) => this.#handleDown(socket, error));
  }

  #handleDown(socket: Socket, error: unknown): void {
    if (this.#socket !== socket) return;
    this.#warn(error);
    const wasTold = this.#line !== undefined;
    this.#end();
    if (!wasTold) this.#tellLost();
    if (this.#holds.size > 0 && !this.#closed)
      this.#cancel = this.#options.timers.after(retryMs, () => this.#begin());
  }

  #handleOpened(
    camera: CameraId,
    opened: { readonly state: CameraState; readonly isMovable: boolean },
  ): void {
    this.#movable.set(camera, opened.isMovable);
    this.#options.onState(camera, opened.state);
  }

  #handleTell<T extends PipeTell>(tell: T, told: PipeTold<T>): void;
  #handleTell(tell: PipeTell, payload: unknown): void {
    // A word and its own content, as the line's contract has parsed them.
    const said = { tell, told: payload } as Told;
    switch (said.tell) {
      case 'state':
        return this.#options.onState(said.told.camera, this.#line?.ours(said.told.state) ?? said.told.state);
      case 'ptzHolder':
        return this.#options.onPtzHolder(said.told.camera, said.told.holder ?? undefined);
      case 'clock':
        return this.#line?.handleClock(said.told.camera, said.told.clock);
      case 'ended':
        return this.#line?.handleEnded(said.told.pipe);
    }
  }

  #warn(error: unknown): void {
    this.#options.log.warn(
      { err: error, node: this.#pipes.node },
      'pictures of another node are not to be had',
    );
  }
}

type Told = { [T in PipeTell]: { readonly tell: T; readonly told: PipeTold<T> } }[PipeTell];
