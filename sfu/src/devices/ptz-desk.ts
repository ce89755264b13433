import { err, ok } from '@truc/base';
import type { Clock, Result, Timers } from '@truc/base';
import { moveLeaseMs } from '@truc/media/signalling';
import type { ControlFact, MoveRank, PtzError, ViewingId } from '@truc/media/signalling';
import type { OnvifResult, OnvifVelocity } from '@truc/sfu/onvif';

export type PtzOperator = { readonly viewing: ViewingId; readonly person: string; readonly rank: MoveRank };
export type PtzEndCause = Extract<ControlFact, { kind: 'ptz_stopped' }>['cause'];

/** What the camera can be told. The results are the device's. */
export interface PtzDrive {
  move(velocity: OnvifVelocity, timeoutMs: number): Promise<OnvifResult<void>>;
  stop(): Promise<OnvifResult<void>>;
  goToPreset(preset: string): Promise<OnvifResult<void>>;
}

export type PtzDeskOptions = {
  readonly drive: PtzDrive;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Rejects when the fact cannot be written down: then the camera does not go on moving. */
  readonly record: (fact: ControlFact) => Promise<void>;
  readonly onHolder: (holder: PtzOperator | undefined) => void;
  /** The camera could not be stopped in the end. */
  readonly onRunaway: () => void;
};

/** Who moved the camera last keeps it for so long against those of the same rank. */
const reservationMs = 10_000;
/** The second net: a camera that heeds its own timeout stops also when this whole program is gone. */
const deviceTimeoutMs = 2_000;
const refreshMs = 1_000;
const stopRetryMs = 400;
const stopTries = 20;

type Movement = {
  readonly operator: PtzOperator;
  velocity: OnvifVelocity;
  sentMs: number;
  cancelLease: () => void;
};

/**
 * One camera's movement: who holds it, and the dead man's stop. A movement lives on a lease that its operator renews; whatever
 * ends it (key, silence, line, another's rank, the program's end), Stop is sent at once, behind every move that was under way,
 * and again until the camera has taken it.
 */
export class PtzDesk {
  readonly #options: PtzDeskOptions;
  #holder: PtzOperator | undefined;
  #cancelReservation: () => void = () => {};
  #movement: Movement | undefined;
  /** Moves that the camera has not answered yet. */
  #underWay = new Set<Promise<unknown>>();
  #stopping: Promise<void> = Promise.resolve();

  constructor(options: PtzDeskOptions) {
    this.#options = options;
  }

  get holder(): PtzOperator | undefined {
    return this.#holder;
  }

  get moving(): boolean {
    return this.#movement !== undefined;
  }

  /** Begins, changes or renews. The answer is the camera's only where it was told something. */
  async move(operator: PtzOperator, velocity: OnvifVelocity): Promise<Result<void, PtzError>> {
    if (!this.#take(operator)) return err('ptz_held');
    if (velocity.x === 0 && velocity.y === 0 && velocity.zoom === 0) return this.stop(operator);
    const now = this.#options.clock.monotonic();
    const known = this.#movement;
    const isRenewal = known !== undefined && isSame(known.velocity, velocity);
    const movement = known ?? this.#begin(operator, velocity);
    movement.velocity = velocity;
    movement.cancelLease();
    movement.cancelLease = this.#options.timers.after(moveLeaseMs, () => this.#end('lease_expired'));
    if (isRenewal && now - movement.sentMs < refreshMs) return ok(undefined);
    movement.sentMs = now;
    const moved = await this.#tell(this.#options.drive.move(velocity, deviceTimeoutMs));
    if (!moved.ok && this.#movement === movement) this.#end('not_done');
    return moved;
  }

  /** Ends his own movement; of another's he ends none by letting a key go. */
  async stop(operator: PtzOperator): Promise<Result<void, PtzError>> {
    if (this.#movement?.operator.viewing === operator.viewing) this.#end('released');
    return ok(undefined);
  }

  async goToPreset(operator: PtzOperator, preset: string): Promise<Result<void, PtzError>> {
    if (!this.#take(operator)) return err('ptz_held');
    this.#end('released');
    await this.#stopping;
    const { viewing } = operator;
    this.#record({ kind: 'ptz_started', viewing, act: 'go_to_preset', preset, at: this.#now() });
    const went = await this.#tell(this.#options.drive.goToPreset(preset));
    this.#record({ kind: 'ptz_stopped', viewing, at: this.#now(), cause: went.ok ? 'arrived' : 'not_done' });
    return went;
  }

  /** The operator's line is gone: his movement ends at once, the camera stays his for a while. */
  lose(viewing: ViewingId): void {
    if (this.#movement?.operator.viewing === viewing) this.#end('link_lost');
  }

  /** The viewing has ended: the camera is free. */
  leave(viewing: ViewingId): void {
    if (this.#movement?.operator.viewing === viewing) this.#end('viewing_ended');
    if (this.#holder?.viewing === viewing) this.#release();
  }

  /** Resolves when the camera has been stopped, or cannot be. */
  async close(): Promise<void> {
    this.#end('sfu_stopped');
    this.#cancelReservation();
    await this.#stopping;
  }

  #take(operator: PtzOperator): boolean {
    const held = this.#holder;
    if (held !== undefined && held.viewing !== operator.viewing) {
      const isOwn = held.person === operator.person;
      if (!isOwn && operator.rank <= held.rank) return false;
      this.#end('taken_over');
    }
    const isNew = held?.viewing !== operator.viewing;
    this.#holder = operator;
    this.#cancelReservation();
    this.#cancelReservation = this.#options.timers.after(reservationMs, () => this.#release());
    if (isNew) this.#options.onHolder(operator);
    return true;
  }

  #release(): void {
    // A movement renews the reservation with itself, so that none is under way here.
    this.#cancelReservation();
    this.#holder = undefined;
    this.#options.onHolder(undefined);
  }

  #begin(operator: PtzOperator, velocity: OnvifVelocity): Movement {
    const movement = { operator, velocity, sentMs: -Infinity, cancelLease: () => {} };
    this.#movement = movement;
    this.#record({ kind: 'ptz_started', viewing: operator.viewing, act: 'move', at: this.#now() });
    return movement;
  }

  #end(cause: PtzEndCause): void {
    const movement = this.#movement;
    if (movement === undefined) return;
    movement.cancelLease();
    this.#movement = undefined;
    this.#stopping = this.#stopSurely();
    this.#record({ kind: 'ptz_stopped', viewing: movement.operator.viewing, at: this.#now(), cause });
  }

  async #stopSurely(): Promise<void> {
    const before = [...this.#underWay];
    let stopped = await this.#options.drive.stop();
    // A move on another connection may have overtaken it.
    if (before.length > 0) {
      await Promise.all(before);
      if (this.#movement === undefined) stopped = await this.#options.drive.stop();
    }
    for (let tries = 1; !stopped.ok && tries < stopTries && this.#movement === undefined; tries += 1) {
      await new Promise<void>((resolve) => void this.#options.timers.after(stopRetryMs, resolve));
      stopped = await this.#options.drive.stop();
    }
    if (!stopped.ok) this.#options.onRunaway();
  }

  async #tell(telling: Promise<OnvifResult<void>>): Promise<Result<void, PtzError>> {
    this.#underWay.add(telling);
    const told = await telling;
    this.#underWay.delete(telling);
    if (told.ok) return ok(undefined);
    return err(told.error.code === 'fault' ? 'ptz_refused' : 'ptz_unavailable');
  }

  #record(fact: ControlFact): void {
    // What cannot be written down is not done.
    this.#options.record(fact).catch(() => this.#end('not_done'));
  }

  #now(): number {
    return this.#options.clock.now();
  }
}

function isSame(a: OnvifVelocity, b: OnvifVelocity): boolean {
  return a.x === b.x && a.y === b.y && a.zoom === b.zoom;
}
