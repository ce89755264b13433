import { describe, expect, it } from 'vitest';
import { parseRtspUrl } from './rtsp-url.ts';

describe('parseRtspUrl', () => {
  it.each([
    ['rtsp://cam/live', { host: 'cam', port: 554, requestUrl: 'rtsp://cam/live', username: undefined }],
    [
      'rtsp://10.0.0.1:8554/a?b=c&d=1',
      { host: '10.0.0.1', port: 8554, requestUrl: 'rtsp://10.0.0.1:8554/a?b=c&d=1' },
    ],
    ['rtsp://u:p%40ss@cam', { host: 'cam', requestUrl: 'rtsp://cam/', username: 'u', password: 'p@ss' }],
    ['rtsp://u:p@s%s@cam/x', { host: 'cam', requestUrl: 'rtsp://cam/x', password: 'p@s%s' }],
    ['rtsp://[::1]:554/x', { host: '::1', port: 554, requestUrl: 'rtsp://[::1]:554/x' }],
  ])('reads %s', (text, expected) => {
    expect(parseRtspUrl(text)).toMatchObject({ ok: true, value: expected });
  });

  it.each([
    ['http://cam/', 'url_scheme_unsupported'],
    ['rtsp://', 'url_invalid'],
    ['rtsp://cam:99999/', 'url_invalid'],
    ['rtsp://cam/\r\nX-Evil: 1', 'url_invalid'],
    ['rtsp://cam/a b', 'url_invalid'],
    [`rtsp://cam/${'a'.repeat(3000)}`, 'url_too_long'],
  ])('refuses %j without repeating it', (text, code) => {
    expect(parseRtspUrl(text)).toEqual({ ok: false, error: { code } });
  });
});
