import type { Workbox } from 'workbox-window';
import { log } from '#lib/ports/log.ts';
import type { Timers } from '@truc/base';
import type { WriteGate } from '#lib/ports/write-gate.ts';
import { ReloadWhenFree } from './reload-when-free.ts';

/**
 * `ready`: a new version waits. `waiting`: the person asked for it, and a write is still under way. `elsewhere`: another
 * window brought it in; this one goes on as it is until it is reopened.
 */
export type UpdateState = 'none' | 'ready' | 'waiting' | 'elsewhere';

const lookEveryMs = 30 * 60_000;
/** The new worker takes over within moments; if it does not, writes must not wait for it. */
const takeOverWithinMs = 5_000;

export class UpdateController {
  state: UpdateState = $state('none');
  /** Called before this page loads itself anew without having been asked. */
  beforeOwnReload: (() => void) | null = null;
  #gate: WriteGate;
  readonly #ownReload: ReloadWhenFree;
  #workbox: Workbox | null = null;
  #isMine = false;

  constructor(gate: WriteGate, page: { readonly timers: Timers; readonly isFree: () => boolean }) {
    this.#gate = gate;
    this.#ownReload = new ReloadWhenFree({ ...page, reload: () => this.#reloadByItself() });
  }

  /** Registers the service worker and looks for new versions; the returned function ends the looking. */
  start(workbox: Workbox): () => void {
    this.#workbox = workbox;
    workbox.addEventListener('waiting', () => this.#handleWaiting());
    workbox.addEventListener('controlling', (event) => {
      if (this.#isMine) location.reload();
      else if (event.isUpdate) {
        this.state = 'elsewhere';
        this.#ownReload.handleNewPage();
      }
    });
    // A window that no worker controls (a forced reload) hears only of this.
    workbox.addEventListener('activated', () => {
      if (this.#isMine) location.reload();
    });
    // Refused registration (private window, blocked storage) leaves an application that needs the network to open.
    workbox.register().catch((reason: unknown) => log.warn('service worker not registered', reason));
    const timer = setInterval(() => void this.#look(), lookEveryMs);
    return () => clearInterval(timer);
  }

  /** At the person's click, and not before the write under way is done. */
  async apply(): Promise<void> {
    if (this.state === 'elsewhere') location.reload();
    if (this.state !== 'ready') return;
    this.state = 'waiting';
    await this.#gate.whenIdle(async () => {
      this.#isMine = true;
      this.#workbox?.messageSkipWaiting();
      await new Promise((resolve) => setTimeout(resolve, takeOverWithinMs));
    });
    this.state = 'ready';
  }

  dismiss(): void {
    this.state = 'none';
  }

  /** What this page speaks is no longer understood: only the new one can help. */
  handleOutdated(): void {
    void this.#look();
    if (this.state === 'ready' || this.state === 'elsewhere') this.#ownReload.handleNewPage();
    this.#ownReload.handleOutdated();
  }

  #reloadByItself(): void {
    this.beforeOwnReload?.();
    void this.apply();
  }

  #handleWaiting(): void {
    if (this.state === 'none') this.state = 'ready';
    this.#ownReload.handleNewPage();
  }

  async #look(): Promise<void> {
    try {
      await this.#workbox?.update();
    } catch {
      // No network: the next look finds it.
    }
  }
}
