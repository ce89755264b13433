import type { CloseBody } from '@truc/domain/fault-log';
import type { PlacedFault } from './all-faults.svelte.ts';

export type Closing = {
  readonly parent: PlacedFault;
  /** In other logs: those in the parent's own close by themselves. */
  readonly children: readonly PlacedFault[];
  readonly body: CloseBody;
  readonly now: number;
};

/**
 * Closes a fault and, one command in each of their logs, the children that it has elsewhere (GL-51). A child whose command could
 * not be kept says on its own page that its parent is closed, and closes there.
 */
export async function closeWithChildren({ parent, children, body, now }: Closing): Promise<boolean> {
  const { faults, view } = parent;
  if (!(await faults.send('close', { ok: true, value: body }, view))) return false;
  const link = { scope: faults.access.scope, fault: view.id };
  const end = { cause: body.cause, endedAt: body.endedAt ?? now, restoredAt: view.shown.restored?.at ?? now };
  for (const child of children)
    await child.faults.say('closeWithParent', { parent: link, ...end }, child.view);
  return true;
}
