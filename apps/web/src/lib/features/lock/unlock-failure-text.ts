import { m } from '#messages';
import type { PasskeyFailure } from '#lib/ports/vault/passkeys.ts';
import type { UnlockFailure } from '#lib/ports/vault/vault-contract.ts';

export const unlockFailureText: Readonly<
  Record<UnlockFailure['code'] | PasskeyFailure['code'], () => string>
> = {
  wrong_pin: m.unlock_wrong,
  expired: m.unlock_expired,
  shredded: m.unlock_shredded,
  no_vault: m.unlock_shredded,
  wrong_passkey: m.passkey_wrong,
  cancelled: m.passkey_cancelled,
  no_prf: m.passkey_none,
};
