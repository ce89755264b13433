import { describe, expect, it } from 'vitest';
import { isPushService, knownPushServices } from './push-origins.ts';

describe('isPushService', () => {
  it.each([
    'https://fcm.googleapis.com/fcm/send/abc',
    'https://updates.push.services.mozilla.com/wpush/v2/x',
    'https://web.push.apple.com/abc',
  ])('lets the server call %s', (endpoint) => {
    expect(isPushService(endpoint, knownPushServices)).toBe(true);
  });

  it.each([
    'http://127.0.0.1:5432/',
    'https://169.254.169.254/latest',
    'http://fcm.googleapis.com/x',
    'https://fcm.googleapis.com.evil.test/x',
    'https://fcm.googleapis.com:8443/x',
    'https://push.apple.com.evil.test/',
    'https://a@fcm.googleapis.com/x',
    'file:///etc/passwd',
    'nothing',
  ])('never lets it call %s', (endpoint) => {
    expect(isPushService(endpoint, knownPushServices)).toBe(false);
  });
});
