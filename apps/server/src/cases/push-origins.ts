/**
 * Whether the server may call this address: it belongs to a push service that is allowed. A person who is signed in must not
 * be able to send this server anywhere else.
 */
export function isPushService(endpoint: string, allowed: readonly string[]): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, host, origin, username, password } = new URL(endpoint);
  if (username !== '' || password !== '') return false;
  return allowed.some((pattern) => {
    const suffix = pattern.startsWith('https://*.') ? pattern.slice('https://*'.length) : null;
    return suffix === null ? origin === pattern : protocol === 'https:' && host.endsWith(suffix);
  });
}

/** The services of the browsers that there are. */
export const knownPushServices: readonly string[] = [
  'https://fcm.googleapis.com',
  'https://updates.push.services.mozilla.com',
  'https://*.push.apple.com',
  'https://*.notify.windows.com',
];
