import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

const listening = '0A';

/**
 * Who holds a port, as far as /proc tells us: other users' processes stay hidden from one who is not root.
 * @param {number} port
 * @param {'tcp' | 'udp'} protocol
 * @returns {string | undefined} such as 'node main.ts (process 4711)'
 */
export function portHolder(port, protocol) {
  const inodes = socketInodes(port, protocol);
  if (inodes.size === 0) return undefined;
  for (const pid of list('/proc').filter((name) => /^\d+$/.test(name)))
    for (const descriptor of list(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(linkTarget(`/proc/${pid}/fd/${descriptor}`))?.[1];
      if (inode && inodes.has(inode)) return `${commandOf(pid)} (process ${pid})`;
    }
  return undefined;
}

/**
 * @param {number} port
 * @param {'tcp' | 'udp'} protocol
 */
function socketInodes(port, protocol) {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  /** @type {Set<string>} */
  const inodes = new Set();
  for (const table of [`/proc/net/${protocol}`, `/proc/net/${protocol}6`])
    for (const row of read(table).split('\n').slice(1)) {
      const fields = row.trim().split(/\s+/);
      const [, local = '', , state] = fields;
      const inode = fields[9];
      if (inode && local.endsWith(suffix) && (protocol === 'udp' || state === listening)) inodes.add(inode);
    }
  return inodes;
}

/**
 * The program and, for an interpreter, its script: `node main.ts`. The kernel's own name for it would be its thread's.
 * @param {string} pid
 */
function commandOf(pid) {
  const [program = '', script = ''] = read(`/proc/${pid}/cmdline`).split('\0');
  const isScript = script !== '' && !script.startsWith('-');
  return [program, ...(isScript ? [script] : [])]
    .map((each) => basename(each))
    .join(' ')
    .slice(0, 60);
}

// What /proc does not show us (another user's process, one that ended) simply stays unnamed.

/** @param {string} folder */
function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} link */
function linkTarget(link) {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
