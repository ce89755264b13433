/** The demonstration's thirty days: shifts at every post that is kept, and violations. */
import { cameras } from '../cameras.ts';
import { facilityId, postId } from '../ids.ts';
import { posts } from '../posts.ts';
import { sites } from '../sites.ts';
import { countsOf } from './camera-counts.ts';
import { shiftsOf, type PostScript, type WatchedPost } from './shifts.ts';
import type { Story } from './told.ts';
import { violations } from './violations.ts';

const day = 24 * 60 * 60_000;

/** `documents`: the register's id of each post's assignment document; `watch`: who keeps it. */
export type Registers = {
  readonly documents: ReadonlyMap<string, string>;
  readonly watch: (post: string) => readonly string[];
  readonly starts: readonly string[];
};

const scripts: Readonly<Record<string, PostScript>> = {
  [postId(2, 1)]: { waits: true },
  [postId(4, 1)]: { reservation: 'Thiếu một chìa khóa phòng máy, đã báo trưởng cơ sở.' },
  [postId(7, 1)]: { lostConnection: 'cs07' },
  [postId(8, 1)]: { acceptedTwice: ['cs08a', 'cs08b'] },
  [postId(11, 1)]: { writesOn: 'cs11' },
};

export function pastOf({ documents, watch, starts }: Registers, now: number): readonly Story[] {
  const operating = sites.filter(({ state, connection }) => state === 'operating' && connection === 'both');
  // The operator's people keep no book here.
  const kept = posts.filter(
    ({ facility, kind }) => kind === 'ioc' || operating.some(({ number }) => facilityId(number) === facility),
  );
  const period = { from: now - 30 * day, now };
  const watched = kept.map(({ id, facility }, index): WatchedPost => ({
    id,
    index,
    people: watch(id),
    document: documents.get(id) ?? '',
    starts,
    cameras: countsOf(cameras.filter((camera) => camera.facility === facility)),
    script: scripts[id] ?? {},
  }));
  return [
    ...watched.map((post) => shiftsOf(post, period)),
    ...violations(
      operating.map(({ number }) => number),
      now,
    ),
  ];
}
