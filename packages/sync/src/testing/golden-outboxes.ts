/**
 * What tablets in the field may still hold: push bodies exactly as the writer of each wire version made them. A file is
 * added when the wire or a kind changes, by the code as it stands before the change; none is ever changed or taken away.
 */
import wire1 from './golden/wire-1.json' with { type: 'json' };

export type GoldenOutbox = {
  readonly wire: number;
  /** Version of each kind's body that is in it. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly installations: readonly { readonly dev: string; readonly inst: number }[];
  /** Bodies of `POST /api/sync/push`, in the order in which they were to be sent. All are of `tran-van-khanh` in `post:p-01`. */
  readonly pushes: readonly unknown[];
};

export const goldenOutboxes: readonly GoldenOutbox[] = [wire1];
