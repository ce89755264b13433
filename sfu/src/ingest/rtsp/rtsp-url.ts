import { failure, ok } from '@truc/base';
import type { Failure, Result } from '@truc/base';

/** Where a camera's stream is, without its credentials: `requestUrl` may stand in a request line. */
export type RtspUrl = {
  readonly host: string;
  readonly port: number;
  readonly requestUrl: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
};

export type RtspUrlError = 'url_invalid' | 'url_scheme_unsupported' | 'url_too_long';

const defaultPort = 554;
const maxUrlLength = 2048;
const parts = /^rtsp:\/\/(?:([^@/?#]*)@)?(\[[0-9a-f:.]+\]|[^:/?#@[\]\s]+)(?::(\d{1,5}))?([/?][^\s#]*)?$/i;

/**
 * Parses `rtsp://[user[:password]@]host[:port][/path]`. The path is kept byte for byte, since cameras
 * compare it literally. Errors carry no part of the address (KH-08).
 */
export function parseRtspUrl(text: string): Result<RtspUrl, Failure<RtspUrlError>> {
  if (text.length > maxUrlLength) return failure('url_too_long');
  if (!/^rtsp:\/\//i.test(text)) return failure('url_scheme_unsupported');
  // A password may hold '@' or '/', so the credentials end at the last '@' before the host.
  const match = parts.exec(escapeCredentials(text));
  const host = match?.[2];
  if (!match || host === undefined || !isPrintableAscii(text)) return failure('url_invalid');
  const port = match[3] === undefined ? defaultPort : Number(match[3]);
  if (port < 1 || port > 65_535) return failure('url_invalid');
  const [username, password] = splitCredentials(match[1]);
  const portSuffix = match[3] === undefined ? '' : `:${port}`;
  return ok({
    host: host.replace(/^\[|\]$/g, ''),
    port,
    requestUrl: `rtsp://${host}${portSuffix}${match[4] ?? '/'}`,
    username,
    password,
  });
}

function escapeCredentials(text: string): string {
  const start = 'rtsp://'.length;
  const firstSlash = text.indexOf('/', start);
  const authority = firstSlash === -1 ? text.slice(start) : text.slice(start, firstSlash);
  const at = authority.lastIndexOf('@');
  if (at === -1) return text;
  return `rtsp://${authority.slice(0, at).replaceAll('@', '%40')}${text.slice(start + at)}`;
}

function splitCredentials(text: string | undefined): [string | undefined, string | undefined] {
  if (text === undefined || text === '') return [undefined, undefined];
  const colon = text.indexOf(':');
  if (colon === -1) return [decode(text), ''];
  return [decode(text.slice(0, colon)), decode(text.slice(colon + 1))];
}

/** A bare '%' in a password is no escape: it means itself. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      // No UTF-8, so no escape either.
      return escapes;
    }
  });
}

/** A line break in an address would let it write request headers. */
function isPrintableAscii(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}
