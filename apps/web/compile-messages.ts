/** Turns messages/*.json into src/lib/paraglide, for checks that run without Vite. */
import { compile } from '@inlang/paraglide-js';
import { paraglideOptions } from './paraglide.options.ts';

await compile({ ...paraglideOptions, strategy: [...paraglideOptions.strategy] });
