import type { App } from '#lib/bootstrap/tokens.ts';
import { writeWhenEnrolled } from '#lib/features/logbook/write-when-enrolled.ts';
import type { WriteFact } from '#lib/features/shift/shift-controller.svelte.ts';

/** Saves a fact of the watch as any entry is saved: safe on this device first. */
export function writeFact({ gate, sync }: Pick<App, 'gate' | 'sync'>): WriteFact {
  return (command) => gate.write(() => writeWhenEnrolled(sync, command));
}
