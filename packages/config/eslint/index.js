import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { featuresApart } from './features-apart.js';
import { floors } from './floors.js';

const sources = ['**/*.ts', '**/*.svelte'];
const tests = [
  '**/*.test.ts',
  '**/*.browser-test.ts',
  '**/*.spec.ts',
  '**/test/**',
  '**/testing/**',
  'e2e/**',
  '**/bench/**',
];

/** What a pure module may not touch: time, chance and the outside come through ports. */
const ambient = [
  ['Date', 'Take a Clock.'],
  ['performance', 'Take a Clock.'],
  ['setTimeout', 'Take Timers.'],
  ['setInterval', 'Take Timers.'],
  ['fetch', 'Take a Transport.'],
  ['crypto', 'Take RandomBytes or Sha256.'],
  ['process', 'A pure module reads no environment.'],
  ['indexedDB', 'Take a store.'],
  ['localStorage', 'Take a store.'],
].map(([name, message]) => ({ name, message }));
const noAmbient = {
  'no-restricted-globals': ['error', ...ambient],
  'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'Take Random.' }],
  'no-restricted-imports': [
    'error',
    { patterns: [{ group: ['node:*'], message: 'A pure module has no platform.' }] },
  ],
};

export const house = [
  {
    ignores: [
      '**/build/',
      '**/.svelte-kit/',
      '**/node_modules/',
      '.tools/',
      '.data/',
      'test-results/',
      'apps/web/src/lib/paraglide/',
    ],
  },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked.map((config) => ({ ...config, files: sources })),
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    files: sources,
    languageOptions: {
      globals: { ...globals.node, ...globals.browser },
      parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] },
    },
    rules: {
      'no-undef': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { projectService: true, extraFileExtensions: ['.svelte'], parser: ts.parser },
    },
    rules: {
      // Runes are declared with `let`: Svelte's own rule knows them.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all', excludedRunes: ['$props', '$derived'] }],
      'svelte/no-inspect': 'error',
      'svelte/no-at-debug-tags': 'error',
      'svelte/button-has-type': 'error',
    },
  },
  {
    files: ['**/*.svelte'],
    rules: {
      // Snippets and template parameters have no type for the linter; svelte-check has them.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: globals.node },
  },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { truc: { rules: { floors, 'features-apart': featuresApart } } },
    rules: {
      'truc/floors': 'error',
      'truc/features-apart': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'max-params': ['warn', 3],
      'max-lines': ['warn', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['warn', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: [
      'packages/domain/src/**',
      'packages/base/src/**',
      'packages/sync/src/{protocol,evidence,client,server}/**',
    ],
    ignores: tests,
    rules: noAmbient,
  },
  {
    files: tests,
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Programs that speak to a person at a terminal.
    files: [
      'packages/dev-env/setup/**',
      'packages/dev-env/bench/**',
      'packages/dev-env/src/**',
      '**/*-cli.ts',
      '**/make-*.ts',
    ],
    rules: { 'no-console': 'off' },
  },
];
