import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

/** Components in jsdom. What is pure runs with everybody's unit tests. */
export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  test: {
    name: 'dom',
    include: ['src/**/*.dom-test.ts'],
    environment: 'jsdom',
    setupFiles: ['./src/dom-test-setup.ts'],
  },
});
