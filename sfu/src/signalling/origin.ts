type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Whether a page of this origin may open the signalling socket: its own host, as the proxy saw it, or one that is listed.
 * What sends no origin is no browser, and has no user's cookies to abuse.
 */
export function isAllowedOrigin(headers: Headers, listed: readonly string[]): boolean {
  const origin = headers.origin;
  if (origin === undefined) return true;
  if (typeof origin !== 'string') return false;
  if (listed.includes(origin)) return true;
  const host = hostOf(origin);
  return host !== undefined && [headers.host, headers['x-forwarded-host']].includes(host);
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
