/** Operations numbered, chained and hashed one after the other, and the rows that are stored of them. */
import type { DeviceRow, OperationDraft } from '@truc/sync/client';
import { assembleOperation } from '@truc/sync/protocol';
import type { EncryptedContent } from '#lib/ports/vault/operation-cipher.ts';
import type { LockedOperation } from './outbox-db.ts';
import type { WrittenRows } from './tell-readers.ts';

export type Made = ReturnType<OperationDraft['finish']>;
/** An operation without its number, and the tag of its scope. */
export type Draft = { readonly draft: OperationDraft; readonly scope: string };
/** `broken`: what was thrown while it was made. The others of its group are stored all the same. */
export type Broken = { readonly broken: unknown };
export type Finished = Made['record'] | Broken;

type Link = { readonly before: DeviceRow; readonly made: Made; readonly scope: string; readonly at: number };

/** `links`: those that are to be stored, `at` their places among the drafts. `device`: the row after the last of them. */
export type Chained = {
  readonly links: readonly Link[];
  readonly finished: readonly Finished[];
  readonly device: DeviceRow;
};

/** `stored`: what a transaction of which nobody knows whether it was committed has stored of them. */
export function chain(
  row: DeviceRow,
  drafts: readonly Draft[],
  stored?: ReadonlyMap<string, LockedOperation>,
): Chained {
  const links: Link[] = [];
  let device = row;
  const finished = drafts.map(({ draft, scope }, at): Finished => {
    try {
      const made = draft.finish(device);
      const known = stored?.get(draft.opId);
      if (known !== undefined) return asStored(draft, made, known);
      links.push({ before: device, made, scope, at });
      device = made.device;
      return made.record;
    } catch (broken) {
      return { broken };
    }
  });
  return { links, finished, device };
}

function asStored(draft: OperationDraft, { record }: Made, stored: LockedOperation): Made['record'] {
  return { ...record, n: stored.n, hash: stored.hash, op: assembleOperation(draft.content, stored) };
}

/** @param contents of the drafts that were chained, encrypted, in their order */
export function rowsOf({ links }: Chained, contents: readonly EncryptedContent[]): WrittenRows {
  return {
    operations: links.flatMap(({ before, made: { record, device }, scope, at }) => {
      const { dev, inst, n, opId, hash } = record;
      const content = contents[at];
      return content === undefined
        ? []
        : [{ dev, inst, n, opId, hash, prev: before.hash, hlc: device.hlc, ...content, scope }];
    }),
    states: links.map(({ made: { record }, scope }) => {
      const { dev, inst, n } = record;
      return { dev, inst, n, scope, state: 'unsent', outcome: null };
    }),
  };
}
