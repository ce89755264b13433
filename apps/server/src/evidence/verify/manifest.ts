import { isSignedBy, readNote, toBase64, type Checkpoint, type NoteKey } from '@truc/sync/evidence';
import { manifestSuffix } from '../export/export-format.ts';
import { FaultFound } from './fault.ts';
import type { Spine } from './spine.ts';
import { verifyQuick } from './verify-quick.ts';

/** The signature over the file itself: whoever exported it, with the log's key, saw these octets. @throws FaultFound */
export async function checkManifest(spine: Spine, checkpoint: Checkpoint, key: NoteKey): Promise<void> {
  const { origin, size, root } = checkpoint;
  const text = `${origin}${manifestSuffix}\n${size}\n${toBase64(root)}\n${toBase64(spine.digest)}\n`;
  const note = readNote(spine.manifest);
  if (note?.text === text && note.signatures.length === 1 && (await isSignedBy(note, key, verifyQuick)))
    return;
  throw new FaultFound({
    offset: spine.manifestOffset,
    scope: null,
    seq: null,
    what: 'the file is not the one that was exported and signed',
  });
}
