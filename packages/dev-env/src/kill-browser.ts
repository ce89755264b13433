import { readdirSync, readFileSync } from 'node:fs';
import type { BrowserContext } from '@playwright/test';

/** Ends the browser of this profile as a power cut does: SIGKILL to its main process, no chance to write anything. */
export async function killBrowser(context: BrowserContext, profile: string): Promise<void> {
  const pid = mainProcessOf(profile);
  const closed = context.waitForEvent('close');
  process.kill(pid, 'SIGKILL');
  await closed;
}

/** The one process that was started with this profile and is not one of its helpers. */
function mainProcessOf(profile: string): number {
  const found = readdirSync('/proc').filter((entry) => {
    const words = /^\d+$/.test(entry) ? commandLine(entry) : [];
    return words.includes(`--user-data-dir=${profile}`) && !words.some((word) => word.startsWith('--type='));
  });
  const [pid] = found;
  if (pid === undefined || found.length > 1) throw new Error(`${found.length} browsers of ${profile}`);
  return Number(pid);
}

function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    // It ended while the list was read.
    return [];
  }
}
