import type { Timers } from '@truc/base';
import { moveRenewMs, type PtzCommand, type PtzPreset } from '@truc/media/signalling';
import type { Pictures, TurnFailure } from './pictures.ts';

export type Direction = 'up' | 'down' | 'left' | 'right' | 'closer' | 'wider';

const speed = 0.6;
const velocities: Readonly<Record<Direction, Extract<PtzCommand, { do: 'move' }>>> = {
  up: { do: 'move', x: 0, y: speed, zoom: 0 },
  down: { do: 'move', x: 0, y: -speed, zoom: 0 },
  left: { do: 'move', x: -speed, y: 0, zoom: 0 },
  right: { do: 'move', x: speed, y: 0, zoom: 0 },
  closer: { do: 'move', x: 0, y: 0, zoom: speed },
  wider: { do: 'move', x: 0, y: 0, zoom: -speed },
};

export type TurnView = {
  readonly direction: Direction | null;
  readonly failure: TurnFailure | null;
  /** Null until they were read. */
  readonly presets: readonly PtzPreset[] | null;
};

export type TurnPorts = {
  readonly pictures: Pick<Pictures, 'turn'>;
  readonly timers: Timers;
  readonly onView: (view: TurnView) => void;
};

/** One camera's movement under one finger or key: said again while it is held, ended by whatever lets it go. */
export class TurnHold {
  readonly #camera: string;
  readonly #ports: TurnPorts;
  #view: TurnView = { direction: null, failure: null, presets: null };
  #cancel: () => void = () => {};

  constructor(camera: string, ports: TurnPorts) {
    this.#camera = camera;
    this.#ports = ports;
  }

  get view(): TurnView {
    return this.#view;
  }

  async loadPresets(): Promise<void> {
    const answer = await this.#ports.pictures.turn(this.#camera, { do: 'list_presets' });
    if (answer.ok) this.#show({ presets: answer.value.presets ?? [] });
  }

  press(direction: Direction): void {
    // A key that is held repeats itself.
    if (this.#view.direction === direction) return;
    this.#show({ direction, failure: null });
    this.#cancel();
    this.#say(direction);
  }

  release(): void {
    if (this.#view.direction === null) return;
    this.#end();
    void this.#ports.pictures.turn(this.#camera, { do: 'stop' });
  }

  async goTo(preset: string): Promise<void> {
    this.#end();
    this.#show({ failure: null });
    const answer = await this.#ports.pictures.turn(this.#camera, { do: 'go_to_preset', preset });
    if (!answer.ok) this.#show({ failure: answer.error });
  }

  #say(direction: Direction): void {
    void this.#ports.pictures.turn(this.#camera, velocities[direction]).then((answer) => {
      if (answer.ok || this.#view.direction !== direction) return;
      this.#end();
      this.#show({ failure: answer.error });
    });
    this.#cancel = this.#ports.timers.after(moveRenewMs, () => this.#say(direction));
  }

  #end(): void {
    this.#cancel();
    this.#show({ direction: null });
  }

  #show(change: Partial<TurnView>): void {
    this.#view = { ...this.#view, ...change };
    this.#ports.onView(this.#view);
  }
}
