import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logFolder } from './paths.mjs';

/** An expected failure: its message is one line that says what is wrong and what to do about it. */
export class Fail extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'Fail';
  }
}

/**
 * One line for whatever was thrown. A failure that nobody foresaw keeps its stack in a log file, and names it.
 * @param {unknown} error
 * @returns {string}
 */
export function oneLine(error) {
  if (error instanceof Fail) return error.message;
  const text = error instanceof Error ? error.message : String(error);
  if (isDiskFull(`${errorCode(error)} ${text}`)) return diskFullMessage;
  const firstLine = text.split('\n')[0] ?? '';
  const log = keepStack(error);
  return `unexpected: ${firstLine}${log ? ` (details in ${log})` : ''}`;
}

export const diskFullMessage =
  'the disk is full: free some space (about 3 GB for a first set-up), then run the same command again';

/**
 * @param {string} text output of a tool, or an error's code and message
 * @returns {boolean}
 */
export function isDiskFull(text) {
  return /ENOSPC|EDQUOT|No space left on device|enough free space in|disk quota exceeded/i.test(text);
}

/**
 * The reason behind a tool's failure where its last output gives one away, in words that say what to do.
 * @param {string} what such as 'pnpm install'
 * @param {{ code: number | null, tail: string, log: string }} outcome
 * @returns {Fail}
 */
export function toolFailure(what, { code, tail, log }) {
  if (isDiskFull(tail)) return new Fail(diskFullMessage);
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|Temporary failure resolving|Could not resolve/.test(
      tail,
    )
  )
    return new Fail(
      `${what} could not reach its package source: check network or mirror, run again; see ${log}`,
    );
  const lines = tail.split('\n').map((line) => line.trim());
  const telling = lines.findLast?.((line) => /error|ERR_|E:|fail/i.test(line)) ?? lines.filter(Boolean).pop();
  return new Fail(`${what} failed (exit ${code})${telling ? `: ${telling.slice(0, 200)}` : ''}; see ${log}`);
}

/** @param {unknown} error */
function errorCode(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/**
 * @param {unknown} error
 * @returns {string | undefined}
 */
function keepStack(error) {
  if (!(error instanceof Error) || !error.stack) return undefined;
  try {
    mkdirSync(logFolder, { recursive: true });
    const file = join(logFolder, 'unexpected.log');
    writeFileSync(file, `${error.stack}\n`);
    return file;
  } catch {
    return undefined; // The line about the failure itself matters more than a log that cannot be written.
  }
}
