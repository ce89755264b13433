/**
 * The page runs under `require-trusted-types-for 'script'`: no text becomes markup, script or the address of one, but through a
 * policy that the server names. Svelte has its own for its templates; this one lets the two addresses through that the page
 * itself starts scripts from. No policy makes HTML or script of any text.
 */
type Policies = {
  createPolicy(name: string, rules: { createScriptURL: (address: string) => string }): unknown;
};

const ownScripts = /^\/(service-worker\.js|_app\/immutable\/workers\/[\w.-]+\.js)$/;

export function allowOwnScripts(): void {
  // Development serves its modules from elsewhere, and has no such policy.
  if (import.meta.env.DEV || !('trustedTypes' in window)) return;
  const policies = window.trustedTypes as Policies;
  policies.createPolicy('default', { createScriptURL: ownScriptAddress });
}

/** @throws when it is none of ours: somebody tries to start another script. */
export function ownScriptAddress(address: string): string {
  const { origin, pathname, search } = new URL(address, location.origin);
  if (origin !== location.origin || search !== '' || !ownScripts.test(pathname))
    throw new TypeError(`No script of ours: ${pathname}`);
  return address;
}
