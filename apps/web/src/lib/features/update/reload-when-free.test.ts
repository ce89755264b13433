import { beforeEach, describe, expect, it } from 'vitest';
import type { Timers } from '@truc/base';
import { ReloadWhenFree } from './reload-when-free.ts';

let due: (() => void)[];
let isFree: boolean;
let reloads: number;
let page: ReloadWhenFree;

beforeEach(() => {
  due = [];
  isFree = true;
  reloads = 0;
  const timers: Timers = {
    after: (_delayMs, run) => {
      due.push(run);
      return () => {};
    },
  };
  page = new ReloadWhenFree({ timers, isFree: () => isFree, reload: () => (reloads += 1) });
});

const pass = () => {
  for (const run of due.splice(0)) run();
};

describe('a wall whose page the SFU no longer understands', () => {
  it('loads itself when the new page is there, and not before', () => {
    page.handleOutdated();
    expect(reloads).toBe(0);
    page.handleNewPage();
    expect(reloads).toBe(1);
  });

  it('does so too when it learns only then that it is outdated', () => {
    page.handleNewPage();
    expect(reloads).toBe(0);
    page.handleOutdated();
    expect(reloads).toBe(1);
  });

  it('never does while somebody is at work, and does once he has gone', () => {
    isFree = false;
    page.handleNewPage();
    page.handleOutdated();
    page.handleOutdated();
    pass();
    expect(reloads).toBe(0);
    expect(due).toHaveLength(1);
    isFree = true;
    pass();
    expect(reloads).toBe(1);
  });
});
