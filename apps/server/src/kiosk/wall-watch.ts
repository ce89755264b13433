import type { WallWatch } from '@truc/domain/api';
import type { Kiosk } from '@truc/domain/kiosk';
import { watchersOf, type WatchEvent } from '@truc/domain/watch';
import type { Clock } from '@truc/base';
import type { Register } from '../access/register.ts';
import type { WallPresence } from './wall-presence.ts';
import type { WatchStore } from './watch-store.ts';

export type WallWatchSources = {
  readonly watch: WatchStore;
  readonly presence: WallPresence;
  readonly clock: Clock;
};

type Group = Pick<WatchEvent, 'person' | 'post' | 'purpose'>;

/** Who watches for this post and purpose, and how many pictures there are to watch on all walls that are open for them. */
export async function wallWatchOf(
  group: Group,
  { register, kiosks }: { readonly register: Register; readonly kiosks: readonly Kiosk[] },
  { watch, presence, clock }: WallWatchSources,
): Promise<WallWatch> {
  const now = clock.now();
  const { person, post, purpose } = group;
  const watchers = watchersOf(await watch.events(group, now), now);
  const own = presence
    .standing()
    .filter(
      (wall) => wall.purpose === purpose && wall.post === post && (post !== null || wall.person === person),
    );
  const ofKiosks = kiosks
    .filter(
      (kiosk) =>
        kiosk.purpose === purpose && kiosk.post === post && (post !== null || kiosk.owner === person),
    )
    .flatMap(({ id }) => presence.standingKiosk(id) ?? []);
  const shown = [...own.map((wall) => wall.shown), ...ofKiosks];
  return {
    people: watchers.map((watcher) => ({
      name: register.people.get(watcher.person)?.name ?? watcher.person,
      mine: watcher.person === person,
      since: watcher.since,
    })),
    walls: shown.length,
    tiles: shown.reduce((sum, { tiles }) => sum + tiles, 0),
    spellMinutes: register.watchSpellMinutes,
  };
}
