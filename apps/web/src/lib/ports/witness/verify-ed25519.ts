import type { VerifyEd25519 } from '@truc/sync/evidence';

/** Ed25519 of the platform. */
export const verifyEd25519: VerifyEd25519 = async ({ publicKey, message, signature }) => {
  const key = await crypto.subtle.importKey('raw', new Uint8Array(publicKey), 'Ed25519', false, ['verify']);
  return crypto.subtle.verify('Ed25519', key, new Uint8Array(signature), new Uint8Array(message));
};

/** Browsers of before 2025 have none; a device with such a browser is no witness. */
export async function canVerifyEd25519(): Promise<boolean> {
  try {
    await crypto.subtle.importKey('raw', new Uint8Array(32).fill(1), 'Ed25519', false, ['verify']);
    return true;
  } catch {
    // Not a fault: everything but witnessing works without it.
    return false;
  }
}
