import type { FastifyReply } from 'fastify';
import { deviceCookie, deviceCookieSeconds } from '../auth/devices.ts';

/** `secure`: whether it may be sent over https only. */
export function setDeviceCookie(reply: FastifyReply, token: string, secure: boolean): void {
  void reply.setCookie(deviceCookie, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure,
    maxAge: deviceCookieSeconds,
  });
}
