import type { Clock } from '@truc/base';
import type { DisplayShown, OpenOwnWall } from '@truc/domain/api';

export type SaidShown = DisplayShown & { readonly at: number };
export type OwnWall = Omit<OpenOwnWall, 'shown'> & { readonly person: string; readonly shown: SaidShown };

/** What walls say of themselves: whether they are there, and what they show. Nobody's fact: memory alone. */
export interface WallPresence {
  say(wall: string, shown: DisplayShown): void;
  shownOn(wall: string): SaidShown | null;
  /** A wall that a person has opened himself: it is there until it has been silent for a while. */
  sayOwn(person: string, wall: OpenOwnWall): void;
  ownOf(person: string): readonly OwnWall[];
  /** Everybody's walls that are there now. */
  standing(): readonly OwnWall[];
  /** What this kiosk shows, unless it has been silent. */
  standingKiosk(id: string): SaidShown | null;
}

const silentAfterMs = 60_000;
const wallsPerPerson = 8;

export function createWallPresence(clock: Clock): WallPresence {
  const shownBy = new Map<string, SaidShown>();
  const own = new Map<string, OwnWall>();

  function forgetSilent(): void {
    for (const [id, { shown }] of own) if (clock.now() - shown.at > silentAfterMs) own.delete(id);
  }

  return {
    say: (wall, shown) => void shownBy.set(wall, { ...shown, at: clock.now() }),
    shownOn: (wall) => shownBy.get(wall) ?? null,
    sayOwn(person, wall) {
      forgetSilent();
      // A wall is the person's who opened it first: nobody drives another's by its id.
      const before = own.get(wall.wall);
      if (before !== undefined && before.person !== person) return;
      const mine = [...own.values()].filter((one) => one.person === person);
      if (before === undefined && mine.length >= wallsPerPerson) return;
      own.set(wall.wall, { ...wall, person, shown: { ...wall.shown, at: clock.now() } });
    },
    standing() {
      forgetSilent();
      return [...own.values()];
    },
    standingKiosk(id) {
      const shown = shownBy.get(id) ?? null;
      return shown !== null && clock.now() - shown.at <= silentAfterMs ? shown : null;
    },
    ownOf(person) {
      forgetSilent();
      return [...own.values()].filter((wall) => wall.person === person);
    },
  };
}
