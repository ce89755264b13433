import { PushKeyResponseSchema } from '@truc/domain/api';
import { m } from '#messages';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import { log } from '#lib/ports/log.ts';

/** What the browser of this device does when a violation calls and nobody looks at the page. */
export type CallState = 'off' | 'on' | 'denied' | 'impossible';

export function callState(): CallState {
  if (!('Notification' in window) || !('serviceWorker' in navigator)) return 'impossible';
  if (Notification.permission === 'denied') return 'denied';
  return Notification.permission === 'granted' ? 'on' : 'off';
}

/** A page in the background shows it by the system's own means. Words without content: a locked screen shows them to anybody. */
export async function showInBackground(): Promise<void> {
  if (callState() !== 'on' || document.visibilityState === 'visible') return;
  const registration = await navigator.serviceWorker.getRegistration();
  await registration?.showNotification(m.case_alarm_push_title(), {
    body: m.case_alarm_push_body(),
    tag: 'truc-cases',
  });
}

/** Asks the person, then the push service, then tells the server where to call. Without a push service notifications still work. */
export async function askToBeCalled(http: HttpClient): Promise<CallState> {
  if (callState() === 'impossible') return 'impossible';
  if ((await Notification.requestPermission()) !== 'granted') return callState();
  await subscribe(http).catch((reason: unknown) => log.warn('no push service here', reason));
  return callState();
}

async function subscribe(http: HttpClient): Promise<void> {
  const key = await http.request({ method: 'GET', path: '/api/push', answer: PushKeyResponseSchema });
  if (!key.ok) return;
  const registration = await navigator.serviceWorker.ready;
  const made = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key.value.key,
  });
  const { p256dh, auth } = made.toJSON().keys ?? {};
  if (p256dh === undefined || auth === undefined) return;
  await http.request({
    method: 'POST',
    path: '/api/push',
    body: { endpoint: made.endpoint, p256dh, auth },
    answer: null,
  });
}
