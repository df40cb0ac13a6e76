import 'mocha/mocha.js';
import { load } from '../suite/index.js';

declare const mocha: BrowserMocha;
declare const Mocha: { readonly reporters: { readonly Base: { consoleLog: (...args: unknown[]) => void } } };
declare const module: { exports: unknown };

const TAG = '[mocha] ';

/** What VS Code calls in its extension host in the browser: the same suite. */
async function run(): Promise<void> {
  Mocha.reporters.Base.consoleLog = (template: unknown = '', ...args: unknown[]) => {
    console.log(TAG + String(template).replace(/%[sd]/g, () => String(args.shift())));
  };
  mocha.setup({ ui: 'bdd', timeout: 30_000, color: false, reporter: 'spec' });
  await load();
  await new Promise<void>((resolve, reject) => {
    mocha.run(failures => (failures > 0 ? reject(new Error(`${failures} tests failed`)) : resolve()));
  });
}

// Mocha's browser build assigns `module.exports` of the bundle itself; the last one wins.
module.exports = { run };
