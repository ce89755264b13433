/** An operation's content as it lies in the outbox: once for who holds its scope's key, once for the server alone. */
import {
  contentContext,
  contentText,
  OperationContentSchema,
  type OperationContent,
  type OperationId,
} from '@truc/sync/protocol';
import * as v from 'valibot';
import { decrypt, encrypt, importAesKey, toText, type Encrypted, type Octets } from './aes.ts';
import type { ScopeKey } from './scope-key.ts';
import { encryptContent, freshContentKey, sealKey, type SealedKey, type Sealer } from './sealer.ts';

export type EncryptedContent = Encrypted & {
  /** The content's key under the scope's. */
  readonly wrap: Encrypted;
  /** The same key for the server. */
  readonly seal: SealedKey;
};

export async function lockContent(
  { opId, content }: { readonly opId: OperationId; readonly content: OperationContent },
  scopeKey: ScopeKey,
  sealer: Sealer,
): Promise<EncryptedContent> {
  const contentKey = freshContentKey();
  // All at once: on a slow processor each answer of WebCrypto waits for the page's attention.
  const [locked, wrap, seal] = await Promise.all([
    encryptContent(opId, contentText(content), contentKey),
    encrypt(scopeKey.key, contentKey, wrapLabel(scopeKey.tag, opId)),
    sealKey(sealer, opId, contentKey),
  ]);
  return { ...locked, wrap, seal };
}

/** Null when it does not open with this key: then only the server reads it. */
export async function openContent(
  opId: OperationId,
  { iv, ct, wrap }: Omit<EncryptedContent, 'seal'>,
  scopeKey: ScopeKey,
): Promise<OperationContent | null> {
  const contentKey = await decrypt(scopeKey.key, wrap, wrapLabel(scopeKey.tag, opId));
  if (contentKey === null) return null;
  const octets = await decrypt(await importAesKey(contentKey), { iv, ct }, contentContext(opId));
  return octets === null ? null : parseContent(octets);
}

function parseContent(octets: Octets): OperationContent | null {
  const parsed = v.safeParse(OperationContentSchema, JSON.parse(toText(octets)));
  return parsed.success ? parsed.output : null;
}

function wrapLabel(tag: string, opId: OperationId): string {
  return `truc-key-1:${tag}:${opId}`;
}
