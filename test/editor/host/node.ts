import { format } from 'node:util';
import { load } from '../suite/index.js';

/** What VS Code calls in its extension host in Node. */
export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const tag = process.env.REPORT_TAG;
  // Marks the report among VS Code's own lines.
  if (tag) Mocha.reporters.Base.consoleLog = (...args: unknown[]) => console.log(tag + format(...args));
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, color: false });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await load();
  await new Promise<void>((resolve, reject) => {
    mocha.run(failures => (failures > 0 ? reject(new Error(`${failures} tests failed`)) : resolve()));
  });
}
