/** What somebody of the demonstration wrote, at a moment of its past. */
export type Told = {
  /** By the server's clock, ms. */
  readonly at: number;
  readonly actor: string;
  readonly scope: string;
  readonly kind: string;
  readonly v: number;
  readonly body: unknown;
  /** The versions that its author had before him, as the operation names them. */
  readonly base?: Readonly<Record<string, number>>;
  /** A tablet of its own; without it the one that writes most of the past. */
  readonly device?: TabletName;
  /** When the server received it; without it at once. */
  readonly receivedAt?: number;
};

/** `cs07`: was without a network over a handover. `cs08a`, `cs08b`: accept the same shift. `cs11`: its clock is seven minutes fast. */
export const tabletNames = ['cs07', 'cs08a', 'cs08b', 'cs11'] as const;
export type TabletName = (typeof tabletNames)[number];

/** The operation that it became. `seq`: its place in its log. */
export type Said = { readonly opId: string; readonly hash: string; readonly seq: number };

/** One thread of events, each told after those before it: what was said is handed back, so that the next can follow it. */
export type Story = Generator<Told, void, Said>;

/** Tells several stories as one past: always the earliest of what is to be told next. */
export async function tellInOrder(
  stories: readonly Story[],
  say: (told: Told) => Promise<Said>,
): Promise<void> {
  const threads = stories.flatMap((story) => {
    const first = story.next();
    return first.done === true ? [] : [{ story, told: first.value }];
  });
  while (threads.length > 0) {
    const earliest = threads.reduce((a, b) => (momentOf(b.told) < momentOf(a.told) ? b : a));
    const next = earliest.story.next(await say(earliest.told));
    if (next.done === true) threads.splice(threads.indexOf(earliest), 1);
    else earliest.told = next.value;
  }
}

/** When the server learned of it. */
export function momentOf({ at, receivedAt }: Told): number {
  return receivedAt ?? at;
}
