import { decideWriteEntry, entryKind, entryVersion } from '@truc/domain/logbook';
import { PersonIdSchema, ScopeIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { App } from '#lib/bootstrap/tokens.ts';
import { writeWhenEnrolled } from '#lib/features/logbook/write-when-enrolled.ts';
import { writeFailureText } from '#lib/i18n/code-text.ts';

/** The phrase under which rounds are counted in a book, whatever their words. */
export const roundPhrase = 'round_normal';

/** Writes what a round saw into a book, as any entry is written: safe on this device first. Null when all of it is. */
export async function writeRound(
  { session, gate, sync }: Pick<App, 'session' | 'gate' | 'sync'>,
  scope: string,
  texts: readonly string[],
): Promise<string | null> {
  const person = session.me?.person.id;
  if (person === undefined) return writeFailureText.locked();
  for (const text of texts) {
    const decided = decideWriteEntry({ text, phrase: roundPhrase, camera: null });
    if (!decided.ok) return writeFailureText[decided.error.code]();
    const written = await gate.write(() =>
      writeWhenEnrolled(sync, {
        scope: v.parse(ScopeIdSchema, scope),
        actor: v.parse(PersonIdSchema, person),
        kind: entryKind,
        v: entryVersion,
        body: decided.value,
      }),
    );
    if (!written.ok) return writeFailureText[written.error.code]();
  }
  return null;
}
