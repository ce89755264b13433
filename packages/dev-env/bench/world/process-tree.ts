import { readdirSync, readFileSync } from 'node:fs';

type Entry = { readonly pid: number; readonly parent: number; readonly command: string };

/** Resident memory of a process and all that it has started, in octets; of those alone whose command line is as asked. */
export function rssOfTree(root: number, isMeant: (command: string) => boolean = () => true): number {
  return treeOf(root)
    .filter(({ command }) => isMeant(command))
    .reduce((sum, { pid }) => sum + rssOf(pid), 0);
}

/** A process and all that it has started and that still run. */
export function processesOf(root: number): number[] {
  return treeOf(root).map(({ pid }) => pid);
}

function treeOf(root: number): Entry[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? readEntry(Number(name)) : []));
  const found = all.filter(({ pid }) => pid === root);
  for (const each of found) found.push(...all.filter(({ parent }) => parent === each.pid));
  return found;
}

function readEntry(pid: number): Entry[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return [{ pid, parent: Number(parent), command }];
  } catch {
    // It ended while the list was read.
    return [];
  }
}

function rssOf(pid: number): number {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) * 1_024;
  } catch {
    return 0;
  }
}
