import { describe, expect, it, vi } from 'vitest';
import { behindDoor, handleDoorShown } from './door-shown.ts';

describe('what a page is made of', () => {
  it('is loaded behind the door when a visit begins there, and before the page is shown after that', async () => {
    const load = vi.fn(() => Promise.resolve('a page'));
    const first = await behindDoor(load);
    expect(load).not.toHaveBeenCalled();
    handleDoorShown();
    expect(await first.view).toBe('a page');
    const loaded: string[] = [];
    await behindDoor(() => Promise.resolve('another').then((page) => loaded.push(page)));
    expect(loaded).toEqual(['another']);
  });

  it('says that it could not be loaded', async () => {
    handleDoorShown();
    await expect(behindDoor(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  });
});
