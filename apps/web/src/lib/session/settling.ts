import { createSubscriber } from 'svelte/reactivity';

/** For so long whoever has just unlocked this device has it to himself: a tablet shows its book in that time. */
const quietMs = 600;

/**
 * Puts off what nobody waits for: when somebody unlocks a device, what lies on it is shown first; the server, alarms and lists
 * follow a moment later.
 */
export class Settling {
  #isOver = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
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
    if (unlocked) this.#timer = setTimeout(() => this.#run(run), quietMs);
    else this.#run(run);
  }

  /** Nobody works here any more: what was put off is called off. */
  end(): void {
    clearTimeout(this.#timer);
    this.#turn(false);
  }

  #run(run: () => void): void {
    this.#turn(true);
    run();
  }

  #turn(isOver: boolean): void {
    this.#isOver = isOver;
    this.#update();
  }
}
