import type { DrivableWall, OpenOwnWall, OwnWallAnswer, WallWatch } from '@truc/domain/api';
import type { WallState } from '@truc/domain/watch';

export type OwnWallPorts = {
  /** Says what stands on this wall; answers what is to stand there, and who watches. Null: the server could not be asked. */
  readonly open: (own: OpenOwnWall) => Promise<OwnWallAnswer | null>;
  /** As it stands now; null while no purpose is chosen. */
  readonly standing: () => (Omit<OpenOwnWall, 'wall' | 'shown'> & { readonly live: number }) | null;
  readonly follow: (state: WallState) => void;
};

const sayEveryMs = 15_000;

/** This page as a wall: known to its person's other desks while it is open, and driven from there. */
export class OwnWall {
  /** Who watches for the same post and purpose; null until the server has said. */
  watch: WallWatch | null = $state.raw(null);
  /** Who drives it from another desk now. */
  driver: DrivableWall['wall']['driver'] = $state.raw(null);
  #ports: OwnWallPorts;
  readonly #id = crypto.randomUUID();
  #followed = 0;
  #isAsking = false;
  #asksAgain = false;

  constructor(ports: OwnWallPorts) {
    this.#ports = ports;
  }

  /** Until the returned function is called. */
  start(): () => void {
    void this.say();
    const timer = setInterval(() => void this.say(), sayEveryMs);
    return () => clearInterval(timer);
  }

  /** Says what stands here, and follows what was said meanwhile. A hint that comes while an answer is under way is not lost. */
  async say(): Promise<void> {
    if (this.#isAsking) {
      this.#asksAgain = true;
      return;
    }
    this.#isAsking = true;
    do {
      this.#asksAgain = false;
      await this.#sayOnce();
    } while (this.#asksAgain);
    this.#isAsking = false;
  }

  async #sayOnce(): Promise<void> {
    const standing = this.#ports.standing();
    if (standing === null) return;
    const { live, ...own } = standing;
    const tiles = own.state.cameras.filter((camera) => camera !== null).length;
    const shown = { version: this.#followed, tiles, live, page: 0 };
    const answer = await this.#ports.open({ ...own, wall: this.#id, shown });
    if (answer === null) return;
    this.watch = answer.watch;
    const { version, state, driver } = answer.wall.wall;
    this.driver = driver;
    if (version <= this.#followed) return;
    this.#followed = version;
    this.#ports.follow(state);
    this.#asksAgain = true;
  }
}
