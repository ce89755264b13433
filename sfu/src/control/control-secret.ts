import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StartError } from '../config/config.ts';

/** The secret by which the server proves itself to the SFU: made by whichever of the two starts first, kept in a file. */
export async function loadControlSecret(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    // Fails when the other side has just made it: then that one counts.
    await writeFile(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const secret = (await readFile(path, 'utf8')).trim();
  if (secret.length < 32)
    throw new StartError('file_unusable', `TRUC_DATA: ${path} holds no control secret; remove it`);
  await chmod(path, 0o600);
  return secret;
}

/** Compares in the same time whatever the guess is like. */
export function isControlSecret(secret: string, guess: unknown): boolean {
  if (typeof guess !== 'string') return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(secret), digest(guess));
}
