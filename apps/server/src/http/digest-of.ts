import { createHash } from 'node:crypto';

/** As `truc-digest` bears it. */
export function digestOf(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('base64url');
}
