import type { IncomingHttpHeaders } from 'node:http';

/**
 * Cross-site request forgery: a browser says from which origin a changing request or a WebSocket comes. It must be our own.
 * Programs that are no browser send neither header and have no cookie jar to be abused.
 */
export function isFromOurOrigin(headers: IncomingHttpHeaders, publicUrl: string | undefined): boolean {
  const origin = headers.origin;
  if (origin === undefined) {
    const site = headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }
  if (publicUrl !== undefined) return origin === publicUrl;
  // Cookies are bound to the host, so whatever host the browser used, a page of another one has none of ours.
  return origin === `http://${headers.host ?? ''}`;
}
