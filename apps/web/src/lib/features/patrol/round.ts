import { entryTextLimit } from '@truc/domain/logbook';

/** A camera that stood on the wall during a round. `live`: its picture was proved to be of now at this moment. */
export type OnWall = {
  readonly id: string;
  readonly name: string;
  readonly facility: string;
  readonly live: boolean;
};

type Watched = Pick<OnWall, 'name' | 'facility'> & { readonly liveMs: number };
/** What was on the wall since the round began, with how long each picture was live there. */
export type Round = { readonly startedAt: number; readonly cameras: ReadonlyMap<string, Watched> };

/** Less than this nobody has seen. */
export const leastSeenMs = 1_000;

export function beginRound(now: number): Round {
  return { startedAt: now, cameras: new Map() };
}

/** The round after `passedMs` more with these cameras before the eyes. */
export function watchOn(round: Round, shown: readonly OnWall[], passedMs: number): Round {
  const cameras = new Map(round.cameras);
  for (const { id, name, facility, live } of shown) {
    const before = cameras.get(id)?.liveMs ?? 0;
    cameras.set(id, { name, facility, liveMs: before + (live ? passedMs : 0) });
  }
  return { ...round, cameras };
}

export function seenIn({ cameras }: Round): readonly Watched[] {
  return [...cameras.values()].filter(({ liveMs }) => liveMs >= leastSeenMs);
}

/** On the wall, and without a picture of now: they were not observed, and are named. */
export function missedIn({ cameras }: Round): readonly Watched[] {
  return [...cameras.values()].filter(({ liveMs }) => liveMs < leastSeenMs);
}

export type RoundWords = {
  /** "Đã quan sát …, bình thường." */
  readonly head: string;
  readonly seen: (count: number) => string;
  readonly missed: (count: number) => string;
  /** "(1/2)" */
  readonly part: (at: number, of: number) => string;
};

/** What the book is told, facility by facility; in as many entries as hold it, since nothing of it is left out. */
export function entriesOf(round: Round, words: RoundWords): readonly string[] {
  const [seen, missed] = [seenIn(round), missedIn(round)];
  const pieces = [
    words.head,
    ...(seen.length === 0 ? [] : [words.seen(seen.length), ...byFacility(seen)]),
    ...(missed.length === 0 ? [] : [words.missed(missed.length), ...byFacility(missed)]),
  ];
  const room = entryTextLimit - words.part(99, 99).length - 1;
  const parts = pieces.reduce<string[]>((made, piece) => {
    const last = made.at(-1);
    if (last === undefined || last.length + 1 + piece.length > room) return [...made, piece];
    return [...made.slice(0, -1), `${last} ${piece}`];
  }, []);
  if (parts.length === 1) return parts;
  return parts.map((part, at) => `${words.part(at + 1, parts.length)} ${part}`);
}

/** One piece for each facility; a facility of very many cameras takes several. */
function byFacility(cameras: readonly Watched[]): string[] {
  const facilities = [...new Set(cameras.map(({ facility }) => facility))];
  return facilities.flatMap((facility) => {
    const names = cameras.filter((camera) => camera.facility === facility).map(({ name }) => name);
    const groups = Array.from({ length: Math.ceil(names.length / 20) }, (_, at) =>
      names.slice(at * 20, at * 20 + 20),
    );
    return groups.map((group) => `${facility}: ${group.join(', ')}.`);
  });
}
