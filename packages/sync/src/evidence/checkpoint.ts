/** Checkpoints as C2SP writes them (tlog-checkpoint): three lines that say how large the tree is and what its root. */
import type { Digest } from './merkle.ts';
import { isSignedBy, readNote, type NoteKey, type VerifyEd25519 } from './note.ts';
import { fromBase64, toBase64 } from './octets.ts';

export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Digest };

export function writeCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Null unless it is, octet for octet, what `writeCheckpoint` writes: this log signs no further lines. */
export function readCheckpoint(text: string): Checkpoint | null {
  const [origin = '', digits = '', base64 = ''] = text.split('\n');
  const root = fromBase64(base64);
  if (root?.length !== 32 || !/^(0|[1-9]\d{0,15})$/.test(digits) || origin === '') return null;
  const checkpoint = { origin, size: Number(digits), root };
  return Number.isSafeInteger(checkpoint.size) && writeCheckpoint(checkpoint) === text ? checkpoint : null;
}

/** The checkpoint in a note that the log's own key signed and that names that key's log; else null. */
export async function openCheckpoint(
  note: string,
  key: NoteKey,
  verify: VerifyEd25519,
): Promise<Checkpoint | null> {
  const read = readNote(note);
  const checkpoint = read === null ? null : readCheckpoint(read.text);
  if (read === null || checkpoint?.origin !== key.name || !(await isSignedBy(read, key, verify))) return null;
  return checkpoint;
}
