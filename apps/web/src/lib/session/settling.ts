import { createSubscriber } from 'svelte/reactivity';

/** For so long whoever has just unlocked this device has it to himself, and until his page shows what lies here. */
const quietMs = 600;
/** A page that never comes so far holds nothing up longer than that. */
const heldAtMostMs = 2_500;

/**
 * Puts off what nobody waits for: when somebody unlocks a device, what lies on it is shown first; the server, alarms and lists
 * follow a moment later.
 */
export class Settling {
  #isOver = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #held = new Set<symbol>();
  /** Goes on once nothing is held any more. */
  #goOn: (() => void) | null = null;
  #update = () => {};
  readonly #subscribe = createSubscriber((update) => {
    this.#update = update;
  });

  /** Read reactively: whether the moment is over. */
  get isOver(): boolean {
    this.#subscribe();
    return this.#isOver;
  }

  /** Runs it now, or after the moment where somebody has just `unlocked`. Called again, what was put off is called off. */
  begin(run: () => void, { unlocked }: { readonly unlocked: boolean }): void {
    this.end();
    if (unlocked) this.#timer = setTimeout(() => this.#whenFree(run), quietMs);
    else this.#run(run);
  }

  /** A page has something to show first. The returned function says that it stands; more than once does no harm. */
  hold(): () => void {
    const one = Symbol('held');
    this.#held.add(one);
    return () => {
      this.#held.delete(one);
      if (this.#held.size === 0) this.#goOn?.();
    };
  }

  /** Nobody works here any more: what was put off is called off. */
  end(): void {
    clearTimeout(this.#timer);
    this.#goOn = null;
    this.#turn(false);
  }

  #whenFree(run: () => void): void {
    if (this.#held.size === 0) {
      this.#run(run);
      return;
    }
    this.#goOn = () => this.#run(run);
    this.#timer = setTimeout(this.#goOn, heldAtMostMs - quietMs);
  }

  #run(run: () => void): void {
    clearTimeout(this.#timer);
    this.#goOn = null;
    this.#turn(true);
    run();
  }

  #turn(isOver: boolean): void {
    this.#isOver = isOver;
    this.#update();
  }
}
