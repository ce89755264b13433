/* eslint-disable no-console -- the one place where the page speaks to its developers */

/** What developers should know of a running page. Never a person's words, never a secret. */
export const log = {
  warn(message: string, reason?: unknown): void {
    console.warn(message, reason ?? '');
  },
  error(message: string, reason?: unknown): void {
    console.error(message, reason ?? '');
  },
};
