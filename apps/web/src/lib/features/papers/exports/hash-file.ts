import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/**
 * The SHA-256 of a file, read piece by piece on this device: nothing of it is sent or kept (GL-06, KH-15). `onread` is told
 * how many octets were read. A file that cannot be read rejects.
 */
export async function hashFile(
  file: Blob,
  onread: (bytes: number) => void = () => undefined,
): Promise<string> {
  const hash = sha256.create();
  const reader = file.stream().getReader();
  let bytes = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    hash.update(piece.value);
    bytes += piece.value.length;
    onread(bytes);
  }
  return bytesToHex(hash.digest());
}
