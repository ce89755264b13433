import { fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import Fixture from './WallGridFixture.svelte';

describe('WallGrid', () => {
  it('is a grid whose rows own their cells', () => {
    render(Fixture, { count: 9 });
    const grid = screen.getByRole('grid', { name: 'Tường hình' });
    expect(grid.getAttribute('aria-rowcount')).toBe('3');
    expect(grid.getAttribute('aria-colcount')).toBe('3');
    const owned = screen
      .getAllByRole('row')
      .flatMap((row) => row.getAttribute('aria-owns')?.split(' ') ?? []);
    expect(owned).toEqual(cells().map((cell) => cell.id));
    expect(new Set(owned).size).toBe(9);
  });

  it('has one cell in the tab order', () => {
    render(Fixture, { count: 9 });
    expect(reachable()).toEqual(['Ô 1']);
  });

  it('moves the focus and the tab stop with the arrows', async () => {
    render(Fixture, { count: 9 });
    cells()[0]?.focus();
    await press('ArrowRight', 'ArrowDown');
    expect(focused()).toBe('Ô 5');
    expect(reachable()).toEqual(['Ô 5']);
    await press('Home');
    expect(focused()).toBe('Ô 4');
    await press('End');
    expect(focused()).toBe('Ô 6');
  });

  it('enlarges with Enter, goes on with the arrows, comes back with Escape', async () => {
    const onenlarge = vi.fn<(index: number | null) => void>();
    render(Fixture, { count: 9, onenlarge });
    cells()[0]?.focus();
    await press('Enter', 'ArrowRight', 'Escape');
    expect(onenlarge.mock.calls).toEqual([[0], [1], [null]]);
    expect(focused()).toBe('Ô 2');
  });
});

describe('WallGrid and its tiles', () => {
  it('tells each covered tile that it is hidden', async () => {
    const { container } = render(Fixture, { count: 4 });
    cells()[0]?.focus();
    await press('Enter');
    const hidden = [...container.querySelectorAll('video')].map((video) => video.dataset['hidden']);
    expect(hidden).toEqual(['false', 'true', 'true', 'true']);
  });

  it('leaves Enter to a button inside a cell', async () => {
    const onenlarge = vi.fn<(index: number | null) => void>();
    render(Fixture, { count: 4, onenlarge });
    const button = screen.getByRole('button', { name: 'Phóng to 1' });
    button.focus();
    await fireEvent.keyDown(button, { key: 'Enter' });
    expect(onenlarge).not.toHaveBeenCalled();
  });

  it('keeps the same <video> when the number of tiles changes', async () => {
    const { container, rerender } = render(Fixture, { count: 4 });
    const before = container.querySelector('video[data-index="3"]');
    await rerender({ count: 9 });
    expect(container.querySelector('video[data-index="3"]')).toBe(before);
  });

  it('keeps a tab stop when the cell that had it goes', async () => {
    const { rerender } = render(Fixture, { count: 9 });
    cells()[8]?.focus();
    await tick();
    await rerender({ count: 4 });
    expect(reachable()).toEqual(['Ô 4']);
  });
});

function cells(): HTMLElement[] {
  return screen.getAllByRole('gridcell', { hidden: true });
}

function word(cell: Element | null): string | undefined {
  return cell?.querySelector('span')?.textContent ?? undefined;
}

function reachable(): (string | undefined)[] {
  return cells()
    .filter((cell) => cell.tabIndex === 0)
    .map(word);
}

function focused(): string | undefined {
  return word(document.activeElement);
}

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) {
    if (!document.activeElement) throw new Error('Nothing has the focus');
    await fireEvent.keyDown(document.activeElement, { key });
    await tick();
  }
}
