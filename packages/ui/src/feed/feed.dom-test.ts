import { fireEvent, render, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import Fixture from './FeedFixture.svelte';

/** jsdom has no layout: there is nothing to scroll to. */
Element.prototype.scrollIntoView = () => undefined;

describe('Feed', () => {
  it('draws what is near the eye, and each row says which it is of how many', () => {
    render(Fixture, { count: 2_000 });
    const rows = screen.getAllByRole('article');
    expect(rows.length).toBeLessThan(40);
    expect(rows[0]?.getAttribute('aria-posinset')).toBe('1');
    expect(rows[0]?.getAttribute('aria-setsize')).toBe('2000');
  });

  it('goes from row to row with Page Down, and to the last with End, which is drawn for it', async () => {
    render(Fixture, { count: 2_000 });
    const [first] = screen.getAllByRole('article');
    first?.focus();
    await press('PageDown');
    expect(focused()).toBe('2');
    await press('End');
    expect(focused()).toBe('2000');
    await press('Home');
    expect(focused()).toBe('1');
  });

  it('has one row in the tab order', () => {
    render(Fixture, { count: 30 });
    const stops = screen.getAllByRole('article').filter(({ tabIndex }) => tabIndex === 0);
    expect(stops).toHaveLength(1);
  });
});

function focused(): string | null | undefined {
  return document.activeElement?.getAttribute('aria-posinset');
}

async function press(key: string): Promise<void> {
  await fireEvent.keyDown(document.activeElement ?? document.body, { key });
  await new Promise((resolve) => setTimeout(resolve, 0));
}
